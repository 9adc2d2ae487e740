using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Means over seeds.</summary>
internal static class SeedMean
{
    /// <summary>The mean with its 95 % interval (Student's t); of a single value the interval is NaN.</summary>
    /// <exception cref="InsufficientSampleException">There is no value.</exception>
    internal static ConfidenceInterval Of(ReadOnlySpan<double> values) => values.Length switch
    {
        0 => throw new InsufficientSampleException("A mean over seeds", 0, 1),
        1 => new ConfidenceInterval(values[0], double.NaN, double.NaN, 0.95),
        _ => Intervals.Mean(RunningMoments.Of(values)),
    };
}
