using System.Diagnostics;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Executes runs in this process, one after the other, with its threads. For many runs of seconds, of which a process each would spend
/// most on its start; <see cref="LocalLauncher"/> is for longer ones.</summary>
/// <remarks>Here a run that takes the process down takes the launch with it. Results are the bits of other launchers when the number of
/// threads is the same.</remarks>
public sealed class InProcessLauncher : ILauncher
{
    /// <inheritdoc />
    public Task<SweepReport> LaunchAsync(
        Sweep sweep, IProgress<SweepProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return Task.Run(() => Launch(sweep, progress, cancellation), cancellation);
    }

    private static SweepReport Launch(Sweep sweep, IProgress<SweepProgress>? progress, CancellationToken cancellation)
    {
        var open = sweep.OpenRuns.ToArray();
        var failures = new Dictionary<string, string>();
        var watch = Stopwatch.StartNew();
        for (var ended = 0; ended <= open.Length; ended++)
        {
            var running = ended < open.Length ? 1 : 0;
            progress?.Report(SweepProgress.Of(
                sweep.Runs.Count, sweep.Runs.Count - open.Length + ended - failures.Count, failures.Count, running, ended, watch.Elapsed));
            if (running == 1)
            {
                Execute(sweep, open[ended], failures, cancellation);
            }
        }

        return SweepReport.Of(sweep, failures);
    }

    private static void Execute(Sweep sweep, SweepRun run, Dictionary<string, string> failures, CancellationToken cancellation)
    {
        try
        {
            Run.Execute(sweep.FolderOf(run), new RunExecution { PretrainedFolder = sweep.PretrainedFolder }, cancellation: cancellation);
        }
        // The run's folder has the whole error.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            failures[run.Name] = $"{error.GetType().Name}: {error.Message}";
        }
    }
}
