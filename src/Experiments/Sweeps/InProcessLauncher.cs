using System.Diagnostics;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Executes runs in this process, one after the other, with its threads. For many runs of seconds, of which a process each would spend
/// most on its start; <see cref="LocalLauncher"/> is for longer ones.</summary>
/// <remarks>Here a run that takes the process down takes the launch with it. Results are the bits of other launchers when the number of
/// threads is the same.</remarks>
public sealed class InProcessLauncher : ILauncher
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

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
            var run = ended < open.Length ? open[ended] : null;
            var done = ended;
            void Report(params IReadOnlyList<RunAtWork> atWork) => progress?.Report(SweepProgress.Of(
                sweep.Runs.Count, sweep.Runs.Count - open.Length + done - failures.Count, failures.Count, run is null ? 0 : 1, done, watch.Elapsed, atWork));
            Report();
            if (run is not null)
            {
                Execute(sweep, run, failures, new Told(value => Report(new RunAtWork(run.Name, value))), cancellation);
            }
        }

        return SweepReport.Of(sweep, failures);
    }

    private static void Execute(Sweep sweep, SweepRun run, Dictionary<string, string> failures, IProgress<RunProgress> progress, CancellationToken cancellation)
    {
        try
        {
            Run.Execute(sweep.FolderOf(run), new RunExecution { PretrainedFolder = sweep.PretrainedFolder }, progress, cancellation);
        }
        // The run's folder has the whole error.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            failures[run.Name] = $"{error.GetType().Name}: {error.Message}";
        }
    }

    // At most once a second: an epoch may take a millisecond.
    private sealed class Told(Action<RunProgress> report) : IProgress<RunProgress>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();

        public void Report(RunProgress value)
        {
            if (_clock.Elapsed < Pause)
                return;
            report(value);
            _clock.Restart();
        }
    }
}
