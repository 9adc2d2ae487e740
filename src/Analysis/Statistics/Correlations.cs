using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace VanishingGradients.Analysis.Statistics;

/// <summary>Pearson and Spearman correlation of paired values, with confidence intervals.</summary>
/// <remarks>NaN, never an error, when the coefficient is undefined: fewer than two pairs, one side constant, or a NaN or infinity among
/// the values.</remarks>
public static class Correlations
{
    /// <summary>The coefficient alone, in [−1, 1].</summary>
    /// <param name="kind">Which coefficient.</param>
    /// <param name="x">Values, one per pair.</param>
    /// <param name="y">Values, one per pair, as many as in <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The two lengths differ.</exception>
    public static double Of(CorrelationKind kind, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        RequirePairs(x, y);
        return Of(kind, x.ToArray(), y.ToArray());
    }

    /// <summary>The coefficient with an interval through Fisher's z = artanh(r).</summary>
    /// <param name="kind">Which coefficient.</param>
    /// <param name="x">Values, at least four pairs.</param>
    /// <param name="y">Values, as many as in <paramref name="x"/>.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    /// <remarks>
    /// The variance of z is 1/(n − 3) for Pearson (Fisher 1921) and (1 + r²/2)/(n − 3) for Spearman (Bonett and Wright 2000). Exact only
    /// for bivariate normal values; rewards are far from it, so compare with <see cref="WithBootstrapInterval"/> before leaning on it.
    /// A coefficient of ±1 has an interval of width 0.
    /// </remarks>
    /// <exception cref="ArgumentException">The two lengths differ.</exception>
    /// <exception cref="InsufficientSampleException">Fewer than four pairs.</exception>
    public static ConfidenceInterval WithFisherInterval(CorrelationKind kind, ReadOnlySpan<double> x, ReadOnlySpan<double> y, double level = 0.95)
    {
        var r = Of(kind, x, y);
        Intervals.Require("A Fisher interval of a correlation", x.Length, 4, level);
        var variance = (kind == CorrelationKind.Pearson ? 1 : 1 + r * r / 2) / (x.Length - 3);
        var half = Normal.InvCDF(0, 1, (1 + level) / 2) * Math.Sqrt(variance);
        // artanh is infinite at ±1, where both ends are the estimate itself.
        return Math.Abs(r) == 1 ? new(r, r, r, level) : new(r, Math.Tanh(Math.Atanh(r) - half), Math.Tanh(Math.Atanh(r) + half), level);
    }

    /// <summary>The coefficient with a percentile-bootstrap interval over resampled pairs.</summary>
    /// <param name="kind">Which coefficient.</param>
    /// <param name="x">Values, at least four pairs.</param>
    /// <param name="y">Values, as many as in <paramref name="x"/>.</param>
    /// <param name="random">The stream the resamples are drawn from; the same state gives the same interval.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    /// <remarks>Resamples in which one side is constant have no coefficient and are left out.</remarks>
    /// <exception cref="ArgumentException">The two lengths differ.</exception>
    /// <exception cref="InsufficientSampleException">Fewer than four pairs.</exception>
    public static ConfidenceInterval WithBootstrapInterval(
        CorrelationKind kind, ReadOnlySpan<double> x, ReadOnlySpan<double> y, Random random, int resamples = 2000, double level = 0.95)
    {
        var estimate = Of(kind, x, y);
        Intervals.Require("A bootstrap interval of a correlation", x.Length, 4, level);
        var (left, right) = (x.ToArray(), y.ToArray());
        var (leftDraw, rightDraw) = (new double[left.Length], new double[right.Length]);
        return Intervals.BootstrapRows(estimate, left.Length, random, resamples, level, rows =>
        {
            for (var i = 0; i < rows.Length; i++)
                (leftDraw[i], rightDraw[i]) = (left[rows[i]], right[rows[i]]);
            return Of(kind, leftDraw, rightDraw);
        });
    }

    private static double Of(CorrelationKind kind, double[] x, double[] y)
    {
        if (x.Length < 2 || !Array.TrueForAll(x, double.IsFinite) || !Array.TrueForAll(y, double.IsFinite))
            return double.NaN;
        var r = kind == CorrelationKind.Pearson ? Correlation.Pearson(x, y) : Correlation.Spearman(x, y);
        // Rounding can leave the range by a few units in the last place.
        return Math.Clamp(r, -1, 1);
    }

    private static void RequirePairs(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException(
                $"A correlation needs pairs, but there are {x.Length} values on one side and {y.Length} on the other.", nameof(y));
    }
}
