using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>The mean of a metric over seeds, epoch by epoch.</summary>
/// <param name="Epochs">The logged epochs.</param>
/// <param name="Values">The mean and its interval at each of them.</param>
public sealed record MetricCurve(IReadOnlyList<double> Epochs, IReadOnlyList<ConfidenceInterval> Values);
