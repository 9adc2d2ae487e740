using System.Collections.Concurrent;
using System.Diagnostics;
using VanishingGradients.Data;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Executes runs as processes of this machine, side by side: never more threads than cores.</summary>
public sealed class LocalLauncher : ILauncher
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private readonly RunProgram _program;

    /// <summary>A launcher with a core budget.</summary>
    /// <param name="cores">Cores to use. <value>All physical cores.</value></param>
    /// <param name="threadsPerRun">Threads of each run; cores / threads runs are at work at a time, at least one. The results of a run
    /// are the same bits only for the same number of threads. <value>1.</value></param>
    /// <param name="dotnet">The dotnet program. <value>The one this process runs in, or that of the search path.</value></param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public LocalLauncher(int? cores = null, int threadsPerRun = 1, string? dotnet = null)
        : this(RunProgram.Kernel(dotnet), cores ?? ThreadCount.PhysicalCores(), threadsPerRun)
    {
    }

    internal LocalLauncher(RunProgram program, int cores, int threadsPerRun = 1)
    {
        _program = program;
        ThreadsPerRun = OptionCheck.AtLeastOne(threadsPerRun, nameof(threadsPerRun));
        RunsAtATime = Math.Max(1, OptionCheck.AtLeastOne(cores, nameof(cores)) / ThreadsPerRun);
    }

    /// <summary>How many runs are at work at a time.</summary>
    public int RunsAtATime { get; }

    /// <summary>Threads of each run (VG_THREADS of its process).</summary>
    public int ThreadsPerRun { get; }

    /// <summary>How long a run that was asked to stop may take for its checkpoint before it is killed. <value>30 seconds.</value></summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public async Task<SweepReport> LaunchAsync(
        Sweep sweep, IProgress<SweepProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var open = sweep.OpenRuns.ToArray();
        var failures = new ConcurrentDictionary<string, string>();
        var finished = sweep.Runs.Count(run => sweep.StatusOf(run) == RunStatus.Finished);
        var (watch, running, ended) = (Stopwatch.StartNew(), 0, 0);
        var reporting = new Lock();
        await using (new Timer(_ => Report(() => { }), null, Tick, Tick))
            await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = RunsAtATime }, ExecuteAsync);
        cancellation.ThrowIfCancellationRequested();
        return SweepReport.Of(sweep, failures);

        async ValueTask ExecuteAsync(SweepRun run, CancellationToken stopped)
        {
            if (cancellation.IsCancellationRequested)
                return;
            Report(() => running++);
            var folder = sweep.FolderOf(run);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopped);
            var line = _program.Line(folder, sweep.PretrainedFolder);
            var (code, error) = await RunProcess.RunAsync(line, ThreadsPerRun, Patience, either.Token);
            if (Failure(folder, code, error) is { } failure)
                failures[run.Name] = failure;
            else if (code != RunProgram.Stopped)
                Interlocked.Increment(ref finished);
            Report(() => (running, ended) = (running - 1, ended + 1));
        }

        // One at a time, so that no count is told after a later one.
        void Report(Action count)
        {
            lock (reporting)
            {
                count();
                progress?.Report(SweepProgress.Of(sweep.Runs.Count, finished, failures.Count, running, ended, watch.Elapsed));
            }
        }
    }

    private static string? Failure(string folder, int code, string error) =>
        code is RunProgram.Stopped || RunFiles.StatusAtRest(folder) == RunStatus.Finished ? null :
        RunFiles.ErrorText(folder) ?? (error.Length > 0 ? error : $"ended with exit code {code} and without results");
}
