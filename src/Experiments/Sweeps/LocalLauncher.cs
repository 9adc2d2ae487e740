using System.Collections.Concurrent;
using System.Diagnostics;
using VanishingGradients.Data;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Executes runs in processes of this machine, side by side: never more threads than cores. A process takes one run after the other.</summary>
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
        var (waiting, failures) = (new ConcurrentQueue<SweepRun>(open), new ConcurrentDictionary<string, string>());
        var finished = sweep.Runs.Count(run => sweep.StatusOf(run) == RunStatus.Finished);
        var (watch, running, ended) = (Stopwatch.StartNew(), 0, 0);
        var atWork = new ConcurrentDictionary<string, RunProgress>();
        var (reporting, anyStarted, noStart) = (new Lock(), false, (SweepException?)null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var ticks = new PeriodicTimer(Tick);
        var ticking = OrStopAsync(TickAsync);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, RunsAtATime).Select(_ => OrStopAsync(WorkAsync)));
        }
        finally
        {
            ticks.Dispose();
            await ticking;
        }

        cancellation.ThrowIfCancellationRequested();
        if (noStart is not null && !anyStarted)
            throw noStart;
        return SweepReport.Of(sweep, failures);

        // What goes wrong in one part, a progress that throws for example, is told when the others have stopped.
        async Task OrStopAsync(Func<Task> part)
        {
            try
            {
                await part();
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }

        async Task TickAsync()
        {
            while (await ticks.WaitForNextTickAsync(CancellationToken.None))
                Report(() => { });
        }

        async Task WorkAsync()
        {
            using var worker = new RunWorker(_program.WorkLine(sweep.PretrainedFolder), ThreadsPerRun, Patience);
            while (!stop.IsCancellationRequested && waiting.TryDequeue(out var run))
            {
                // Another launcher may have taken it meanwhile.
                if (sweep.StatusOf(run) != RunStatus.Running)
                    await ExecuteAsync(worker, run);
            }
        }

        async Task ExecuteAsync(RunWorker worker, SweepRun run)
        {
            Report(() => running++);
            try
            {
                if (await worker.ExecuteAsync(sweep.FolderOf(run), progress => atWork[run.Name] = progress, stop.Token) is { } failure)
                    failures[run.Name] = failure;
                anyStarted = true;
            }
            // One process too many must not stop the others.
            catch (SweepException error)
            {
                failures[run.Name] = error.Message;
                noStart = error;
            }

            Report(() =>
            {
                atWork.TryRemove(run.Name, out _);
                finished += RunFiles.StatusAtRest(sweep.FolderOf(run)) == RunStatus.Finished ? 1 : 0;
                (running, ended) = (running - 1, ended + 1);
            });
        }

        // One at a time, so that no count is told after a later one.
        void Report(Action count)
        {
            lock (reporting)
            {
                count();
                progress?.Report(SweepProgress.Of(
                    sweep.Runs.Count, finished, failures.Count, running, ended, watch.Elapsed,
                    [.. open.Where(run => atWork.ContainsKey(run.Name)).Select(run => new RunAtWork(run.Name, atWork[run.Name]))]));
            }
        }
    }
}
