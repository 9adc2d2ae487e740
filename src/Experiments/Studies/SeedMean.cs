using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Means over seeds.</summary>
internal static class SeedMean
{
    /// <summary>The mean with its 95 % interval (Student's t); of a single value the interval is NaN.</summary>
    internal static ConfidenceInterval Of(ReadOnlySpan<double> values) => values.Length > 1
        ? Intervals.Mean(RunningMoments.Of(values))
        : new ConfidenceInterval(values[0], double.NaN, double.NaN, 0.95);
}
