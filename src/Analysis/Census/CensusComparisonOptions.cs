using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Analysis.Census;

/// <summary>How the correlations of a <see cref="CensusComparison"/> get their intervals.</summary>
public sealed record CensusComparisonOptions
{
    /// <summary>Confidence level of the intervals.</summary>
    /// <value>In (0, 1); default 0.95, the kit's choice.</value>
    public double Level
    {
        get;
        init => field = value is > 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Level), value, "The confidence level must lie strictly between 0 and 1.");
    } = 0.95;

    /// <summary>The stream for bootstrap intervals; null takes Fisher's z instead, which costs nothing but trusts normal theory.</summary>
    /// <value>Default null, the kit's choice.</value>
    public Random? Bootstrap { get; init; }

    /// <summary>Number of bootstrap resamples; read only with <see cref="Bootstrap"/>.</summary>
    /// <value>At least 100; default 2000, the kit's choice.</value>
    public int Resamples
    {
        get;
        init => field = value >= 100
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Resamples), value, "At least 100 resamples are needed for an interval.");
    } = 2000;

    internal ConfidenceInterval Correlate(CorrelationKind kind, double[] x, double[] y) => x.Length < 4
        ? new(Correlations.Of(kind, x, y), double.NaN, double.NaN, Level)
        : Bootstrap is null
            ? Correlations.WithFisherInterval(kind, x, y, Level)
            : Correlations.WithBootstrapInterval(kind, x, y, Bootstrap, Resamples, Level);
}
