namespace VanishingGradients.Analysis.Gradients;

/// <summary>What n sampled outputs tell of one input's expected gradient g = E[(r − b) ∇ ln p(y)].</summary>
/// <param name="PlugInNorm">‖ĝ‖ of the mean ĝ over the samples. Biased upwards: E‖ĝ‖² = ‖g‖² + variance / n, so a vanished gradient does not look vanished.</param>
/// <param name="SquaredNorm">Unbiased estimate of ‖g‖²: the mean of ⟨g_i, g_j⟩ over pairs of different samples. May be negative.</param>
/// <param name="StandardError">Jackknife standard error of <paramref name="SquaredNorm"/>; NaN for fewer than three samples.</param>
/// <param name="Variance">Estimated variance E‖g_i − g‖² of a single sample's gradient.</param>
public sealed record SampledGradient(double PlugInNorm, double SquaredNorm, double StandardError, double Variance)
{
    /// <summary>√ of the unbiased estimate, 0 where that is negative.</summary>
    public double Norm => Math.Sqrt(Math.Max(0, SquaredNorm));

    /// <summary>How much the variance lifts E‖ĝ‖² above ‖g‖²: variance / n, estimated.</summary>
    public double Bias => PlugInNorm * PlugInNorm - SquaredNorm;

    /// <summary>The estimate from the inner products of the samples' gradients.</summary>
    /// <param name="products">⟨g_i, g_j⟩, shape [n, n] row by row.</param>
    /// <param name="count">The number n of samples, at least 2.</param>
    internal static SampledGradient Of(ReadOnlySpan<double> products, int count)
    {
        var (total, trace) = (0.0, 0.0);
        var rows = new double[count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                rows[i] += products[i * count + j];
            }

            total += rows[i];
            trace += products[i * count + i];
        }

        var squared = (total - trace) / ((double)count * (count - 1));
        return new SampledGradient(
            Math.Sqrt(Math.Max(0, total)) / count, squared, Jackknife(products, rows, total, trace, count), trace / count - squared);
    }

    private static double Jackknife(ReadOnlySpan<double> products, double[] rows, double total, double trace, int count)
    {
        if (count < 3)
        {
            return double.NaN;
        }

        var without = new double[count];
        for (var i = 0; i < count; i++)
        {
            var own = products[i * count + i];
            without[i] = (total - 2 * rows[i] + own - (trace - own)) / ((double)(count - 1) * (count - 2));
        }

        var mean = without.Average();
        return Math.Sqrt((count - 1.0) / count * without.Sum(value => (value - mean) * (value - mean)));
    }
}
