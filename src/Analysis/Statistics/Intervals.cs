using MathNet.Numerics.Distributions;

namespace VanishingGradients.Analysis.Statistics;

/// <summary>Two-sided confidence intervals for the mean and the std of a sample.</summary>
public static class Intervals
{
    /// <summary>Interval for the mean: mean ± t(n − 1) · s/√n with s of ddof 1.</summary>
    /// <param name="moments">At least two values.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    /// <remarks>Exact for normal values, and good for other values once n is some tens. Identical values give an interval of width
    /// 0.</remarks>
    /// <exception cref="InsufficientSampleException">Fewer than two values.</exception>
    public static ConfidenceInterval Mean(RunningMoments moments, double level = 0.95)
    {
        Require("A confidence interval for the mean", moments.Count, 2, level);
        var half = StudentT.InvCDF(0, 1, moments.Count - 1, (1 + level) / 2) * moments.Std(Ddof.One) / Math.Sqrt(moments.Count);
        return new(moments.Mean, moments.Mean - half, moments.Mean + half, level);
    }

    /// <summary>Interval for the std (ddof 1): [√(S/χ²(upper)), √(S/χ²(lower))] with S = Σ(x − mean)² and n − 1 degrees of
    /// freedom.</summary>
    /// <param name="moments">At least two values.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    /// <remarks>
    /// Normal theory only: unlike the interval of the mean it does not become right with a large n. For 0/1 rewards, or rewards piled up
    /// at one end of the range, use <see cref="Bootstrap"/>. Identical values give [0, 0], which says only that no spread was seen.
    /// </remarks>
    /// <exception cref="InsufficientSampleException">Fewer than two values.</exception>
    public static ConfidenceInterval Std(RunningMoments moments, double level = 0.95)
    {
        Require("A confidence interval for the std", moments.Count, 2, level);
        var freedom = moments.Count - 1;
        return new(
            moments.Std(Ddof.One),
            Math.Sqrt(moments.SumOfSquares / ChiSquared.InvCDF(freedom, (1 + level) / 2)),
            Math.Sqrt(moments.SumOfSquares / ChiSquared.InvCDF(freedom, (1 - level) / 2)),
            level);
    }

    /// <summary>Percentile-bootstrap interval of any statistic of one sample (Efron 1979): no distribution is assumed.</summary>
    /// <param name="sample">At least two values.</param>
    /// <param name="statistic">The statistic; resamples for which it is NaN are left out.</param>
    /// <param name="random">The stream the resamples are drawn from; the same state gives the same interval.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    /// <remarks>With fewer than about ten values the interval is too narrow. Identical values give an interval of width 0.</remarks>
    /// <exception cref="InsufficientSampleException">Fewer than two values.</exception>
    public static ConfidenceInterval Bootstrap(
        ReadOnlySpan<double> sample, Func<double[], double> statistic, Random random, int resamples = 2000, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        Require("A bootstrap interval", sample.Length, 2, level);
        var values = sample.ToArray();
        var resample = new double[values.Length];
        return BootstrapRows(statistic(values), values.Length, random, resamples, level, rows =>
        {
            for (var i = 0; i < rows.Length; i++)
                resample[i] = values[rows[i]];
            return statistic(resample);
        });
    }

    /// <summary>The mean over several curves at every point, with the percentile-bootstrap interval of drawing whole curves.</summary>
    /// <param name="curves">At least two curves, such as one per seed, all with the same points.</param>
    /// <param name="random">The stream the resamples are drawn from; the same state gives the same band.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <param name="level">Confidence level at each single point, in (0, 1).</param>
    /// <returns>One interval per point; undefined where a curve is NaN.</returns>
    /// <exception cref="InsufficientSampleException">Fewer than two curves.</exception>
    /// <exception cref="ArgumentException">The curves differ in length.</exception>
    public static IReadOnlyList<ConfidenceInterval> MeanCurve(
        IReadOnlyList<IReadOnlyList<double>> curves, Random random, int resamples = 2000, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(curves);
        Require("A band around a mean curve", curves.Count, 2, level);
        var points = curves[0].Count;
        if (curves.FirstOrDefault(curve => curve.Count != points) is { } other)
            throw new ArgumentException($"All curves must have the same points, but one has {points} and another {other.Count}.", nameof(curves));
        return BootstrapRows(Mean([.. Enumerable.Range(0, curves.Count)]), [curves.Count], random, resamples, level, Mean);

        double[] Mean(int[] rows)
        {
            var mean = new double[points];
            for (var i = 0; i < points; i++)
            {
                foreach (var row in rows)
                    mean[i] += curves[row][i] / rows.Length;
            }

            return mean;
        }
    }

    internal static ConfidenceInterval BootstrapRows(
        double estimate, int count, Random random, int resamples, double level, Func<int[], double> statisticOfRows) =>
        BootstrapRows([estimate], [count], random, resamples, level, rows => [statisticOfRows(rows)])[0];

    /// <summary>Percentile-bootstrap intervals of several statistics of the same resamples, drawn with replacement within each
    /// stratum.</summary>
    /// <param name="estimates">The statistics of the sample itself.</param>
    /// <param name="strata">Rows of each stratum; those of the second follow those of the first, and so on.</param>
    /// <param name="random">The stream the resamples are drawn from.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    /// <param name="statisticsOfRows">As many statistics as estimates, of the drawn rows; those that are NaN are left out.</param>
    internal static ConfidenceInterval[] BootstrapRows(
        double[] estimates, int[] strata, Random random, int resamples, double level, Func<int[], double[]> statisticsOfRows)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        var drawn = Array.ConvertAll(estimates, _ => new List<double>(resamples));
        var rows = new int[strata.Sum()];
        for (var i = 0; i < resamples && !estimates.All(double.IsNaN); i++)
        {
            DrawRows(rows, strata, random);
            var values = statisticsOfRows(rows);
            for (var k = 0; k < values.Length; k++)
            {
                if (!double.IsNaN(values[k]))
                    drawn[k].Add(values[k]);
            }
        }

        return [.. estimates.Zip(drawn, (estimate, values) => Percentile(estimate, values, level))];
    }

    private static void DrawRows(int[] rows, int[] strata, Random random)
    {
        var first = 0;
        foreach (var count in strata)
        {
            for (var j = first; j < first + count; j++)
                rows[j] = first + random.Next(count);
            first += count;
        }
    }

    private static ConfidenceInterval Percentile(double estimate, List<double> drawn, double level)
    {
        if (double.IsNaN(estimate) || drawn.Count == 0)
            return new(estimate, double.NaN, double.NaN, level);
        var ends = Quantiles.Percentiles(drawn.ToArray(), [50 * (1 - level), 50 * (1 + level)]);
        return new(estimate, ends[0], ends[1], level);
    }

    internal static void Require(string what, long count, int required, double level)
    {
        if (!(level is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "The confidence level must lie strictly between 0 and 1.");
        if (count < required)
            throw new InsufficientSampleException(what, count, required);
    }
}
