using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Claims;

/// <summary>What a measurement found.</summary>
/// <param name="Scale">How much of the paper's computation was done.</param>
/// <param name="IsMeaningful">Whether that is enough to judge by.</param>
/// <param name="Values">By name: the mean over seeds with its 95 % interval (Student's t); the ends are NaN for a single seed and for what
/// does not depend on one.</param>
/// <param name="Seeds">Number of seeds; 0 where nothing is random.</param>
/// <param name="Seconds">Wall-clock seconds, of all starts of all runs added up.</param>
/// <param name="Hardware">Processor, cores, memory, and threads of each run; several where the runs were on several machines.</param>
/// <param name="Kit">Version of the kit.</param>
/// <param name="Commit">Commit it was built from, several with commas between where the runs are of several; null where the build had no
/// repository.</param>
public sealed record Measured(
    Scale Scale, bool IsMeaningful, IReadOnlyDictionary<string, ConfidenceInterval> Values, int Seeds, double Seconds, string Hardware, string Kit,
    string? Commit)
{
    /// <summary>Day of the last start of a run, UTC; null where it was not noted.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Name and error of every run that failed; the values are of the others.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>A measurement with what it was made with.</summary>
    /// <param name="scale">How much of the paper's computation was done.</param>
    /// <param name="isMeaningful">Whether that is enough to judge by.</param>
    /// <param name="values">By name: the mean over seeds with its interval.</param>
    /// <param name="seeds">Number of seeds.</param>
    /// <param name="seconds">Wall-clock seconds.</param>
    /// <param name="starts">Every start of every run, at least one.</param>
    internal static Measured Of(
        Scale scale, bool isMeaningful, IReadOnlyDictionary<string, ConfidenceInterval> values, int seeds, double seconds,
        IReadOnlyList<RunEnvironment> starts)
    {
        var commits = Distinct(starts.Select(start => start.Commit).OfType<string>(), ", ");
        return new Measured(
            scale, isMeaningful, values, seeds, seconds, Distinct(starts.Select(start => start.Hardware), "; "),
            Distinct(starts.Select(start => start.Kit), ", "), commits.Length > 0 ? commits : null)
        {
            Date = DateOnly.FromDateTime(starts.Max(start => start.Started)),
        };
    }

    /// <summary>A value.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such value; the message lists those there are.</exception>
    public ConfidenceInterval this[string name] => Values.TryGetValue(name, out var value)
        ? value
        : throw new KeyNotFoundException($"The measurement has no value '{name}'. It has: {string.Join(", ", Values.Keys)}.");

    private static string Distinct(IEnumerable<string> values, string separator) => string.Join(separator, values.Distinct());
}
