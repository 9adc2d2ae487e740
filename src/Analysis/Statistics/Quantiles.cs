using MathNet.Numerics.Statistics;

namespace VanishingGradients.Analysis.Statistics;

/// <summary>Percentiles of a sample by linear interpolation between order statistics, and the mean of its middle half.</summary>
public static class Quantiles
{
    /// <summary>One percentile; for several of one sample use <see cref="Percentiles"/>.</summary>
    /// <param name="values">At least one value, in any order; not changed.</param>
    /// <param name="percent">In [0, 100].</param>
    /// <returns>The percentile at position (n − 1) · percent/100, definition R-7 (numpy's "linear"); NaN when any value is NaN.</returns>
    /// <exception cref="InsufficientSampleException">The sample is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The percentage lies outside [0, 100].</exception>
    public static double Percentile(ReadOnlySpan<double> values, double percent) => Percentiles(values, [percent])[0];

    /// <summary>Several percentiles of one sample, which is sorted once.</summary>
    /// <param name="values">At least one value, in any order; not changed.</param>
    /// <param name="percents">Each in [0, 100].</param>
    /// <returns>One number per percentage; all NaN when any value is NaN.</returns>
    /// <exception cref="InsufficientSampleException">The sample is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A percentage lies outside [0, 100].</exception>
    public static double[] Percentiles(ReadOnlySpan<double> values, params ReadOnlySpan<double> percents)
    {
        if (values.IsEmpty)
            throw new InsufficientSampleException("A percentile", 0, 1);
        var sorted = values.ToArray();
        Array.Sort(sorted);
        // NaN sorts first, so the first value tells.
        var undefined = double.IsNaN(sorted[0]);
        var results = new double[percents.Length];
        for (var i = 0; i < percents.Length; i++)
        {
            if (!(percents[i] is >= 0 and <= 100))
                throw new ArgumentOutOfRangeException(nameof(percents), percents[i], "A percentage must lie in [0, 100].");
            results[i] = undefined ? double.NaN : SortedArrayStatistics.QuantileCustom(sorted, percents[i] / 100, QuantileDefinition.R7);
        }

        return results;
    }

    /// <summary>The interquartile mean: the mean of the middle half of the values.</summary>
    /// <param name="values">At least one value, in any order; not changed.</param>
    /// <returns>The mean of what remains of n sorted values without the first and the last ⌊n/4⌋; NaN when any value is NaN.</returns>
    /// <remarks>Agarwal et al. 2021, section 4.3: unlike the median it uses half of the runs, and unlike the mean it ignores
    /// outliers.</remarks>
    /// <exception cref="InsufficientSampleException">The sample is empty.</exception>
    public static double InterquartileMean(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            throw new InsufficientSampleException("An interquartile mean", 0, 1);
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var cut = sorted.Length / 4;
        return double.IsNaN(sorted[0]) ? double.NaN : sorted[cut..^cut].Average();
    }
}
