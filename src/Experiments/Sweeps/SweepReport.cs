using System.Globalization;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>How a launch ended.</summary>
/// <param name="Finished">Runs with results, those of earlier launches included.</param>
/// <param name="Failures">Runs that failed, in the sweep's order.</param>
/// <param name="Unfinished">Names of runs that are neither: stopped, or at work in another process.</param>
public sealed record SweepReport(int Finished, IReadOnlyList<SweepFailure> Failures, IReadOnlyList<string> Unfinished)
{
    /// <summary>Whether every run has its results.</summary>
    public bool IsComplete => Failures.Count == 0 && Unfinished.Count == 0;

    /// <summary>The report after a launch.</summary>
    /// <param name="sweep">The sweep as it is now.</param>
    /// <param name="errors">By name, the errors of the runs that failed.</param>
    internal static SweepReport Of(Sweep sweep, IReadOnlyDictionary<string, string> errors)
    {
        var open = (from run in sweep.Runs
                    let status = sweep.StatusOf(run)
                    where status != RunStatus.Finished
                    select (run.Name, Error: status == RunStatus.Running ? null : errors.GetValueOrDefault(run.Name))).ToArray();
        return new(
            sweep.Runs.Count - open.Length,
            [.. from run in open where run.Error is not null select new SweepFailure(run.Name, run.Error)],
            [.. from run in open where run.Error is null select run.Name]);
    }

    /// <summary>Counts, and the error of every failed run.</summary>
    public override string ToString() => string.Join('\n',
    [
        string.Create(CultureInfo.InvariantCulture, $"{Finished} finished, {Failures.Count} failed, {Unfinished.Count} unfinished"),
        .. Failures.Select(failure => $"{failure.Run}: {failure.Error}"),
        .. Unfinished.Select(run => $"{run}: unfinished; launch the sweep again to go on"),
    ]);
}
