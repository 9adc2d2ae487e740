namespace VanishingGradients.Analysis.Statistics;

/// <summary>An estimate with a two-sided confidence interval.</summary>
/// <param name="Estimate">The point estimate.</param>
/// <param name="Lower">Lower end; NaN when the estimate is undefined.</param>
/// <param name="Upper">Upper end; NaN when the estimate is undefined.</param>
/// <param name="Level">Confidence level in (0, 1), such as 0.95.</param>
public readonly record struct ConfidenceInterval(double Estimate, double Lower, double Upper, double Level)
{
    /// <summary>Whether a value lies inside the interval, its ends included.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => Lower <= value && value <= Upper;

    /// <summary>The estimate and its interval, to three decimals.</summary>
    public override string ToString() => double.IsNaN(Estimate)
        ? "undefined"
        : FormattableString.Invariant($"{Estimate:0.000} [{Lower:0.000}, {Upper:0.000}]");
}
