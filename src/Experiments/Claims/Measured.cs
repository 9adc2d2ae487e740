using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Claims;

/// <summary>What a measurement found.</summary>
/// <param name="Scale">How much of the paper's computation was done.</param>
/// <param name="IsMeaningful">Whether that is enough to judge by.</param>
/// <param name="Values">By name: the mean over seeds with its 95 % interval (Student's t); the ends are NaN for a single seed and for what
/// does not depend on one.</param>
/// <param name="Seeds">Number of seeds; 0 where nothing is random.</param>
/// <param name="Seconds">Wall-clock seconds, of all runs added up; of a run that was interrupted, those since its last start.</param>
/// <param name="Hardware">Processor, and threads of each run.</param>
/// <param name="Kit">Version of the kit.</param>
/// <param name="Commit">Commit it was built from; null where the build had no repository.</param>
public sealed record Measured(
    Scale Scale, bool IsMeaningful, IReadOnlyDictionary<string, ConfidenceInterval> Values, int Seeds, double Seconds, string Hardware, string Kit,
    string? Commit)
{
    /// <summary>A value.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such value; the message lists those there are.</exception>
    public ConfidenceInterval this[string name] => Values.TryGetValue(name, out var value)
        ? value
        : throw new KeyNotFoundException($"The measurement has no value '{name}'. It has: {string.Join(", ", Values.Keys)}.");
}
