using System.Diagnostics;
using System.Globalization;
using System.Text;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Executes runs as a job array of a Slurm cluster. The sweep's folder and the kit must lie where the nodes see them under the
/// same path.</summary>
/// <remarks>The sweep's folder slurm/ has the batch script, the list of run folders, the job's number and the logs.</remarks>
public sealed class SlurmLauncher : ILauncher
{
    private const string JobFile = "job.txt";
    private const string ListFile = "runs.txt";
    private const int LogCharacters = 2000;
    private readonly SlurmOptions _options;
    private readonly RunProgram _program;

    /// <summary>A launcher for the cluster that this machine's Slurm commands speak to.</summary>
    /// <param name="options">What the cluster is asked for.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options do not fit together; the message names them.</exception>
    public SlurmLauncher(SlurmOptions options)
        : this(options, RunProgram.Kernel(options.Dotnet))
    {
    }

    internal SlurmLauncher(SlurmOptions options, RunProgram program) => (_options, _program) = (options.Checked(), program);

    /// <summary>Submits the open runs, and a job after them that writes results.csv into the sweep's folder, and returns; <see
    /// cref="LaunchAsync"/>, now or in another process, waits for the runs.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <returns>Number of the job; of the one that is under way already, if there is one; null when every run has its results.</returns>
    /// <exception cref="SweepException">Slurm is not there or refuses the job.</exception>
    public async Task<string?> SubmitAsync(Sweep sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        if (await UnderWayAsync(sweep) is { } last)
            return last;
        if (await SubmitRunsAsync(sweep) is not { } job)
            return null;
        var script = Path.Combine(FolderOf(sweep), "results.sh");
        Write(script, SlurmScript.Merge(_options, _program, sweep.Folder, FolderOf(sweep)));
        await SlurmQueue.SubmitAsync(script, after: job);
        return job;
    }

    private static async Task<string?> UnderWayAsync(Sweep sweep) =>
        LastJob(sweep) is { } last && (await SlurmQueue.TasksAsync(last)).Count > 0 ? last : null;

    private async Task<string?> SubmitRunsAsync(Sweep sweep)
    {
        string[] open = [.. sweep.OpenRuns.Select(sweep.FolderOf)];
        if (open.Length == 0)
            return null;
        var folder = Directory.CreateDirectory(FolderOf(sweep)).FullName;
        var (list, script) = (Path.Combine(folder, ListFile), Path.Combine(folder, "job.sh"));
        Write(list, string.Join('\n', open) + '\n');
        foreach (var run in open)
            RunFiles.ForgetError(run);
        Write(script, SlurmScript.Text(_options, _program, sweep.PretrainedFolder, folder, list, open.Length));
        var job = await SlurmQueue.SubmitAsync(script);
        Write(Path.Combine(folder, JobFile), job);
        return job;
    }

    /// <inheritdoc />
    public async Task<SweepReport> LaunchAsync(
        Sweep sweep, IProgress<SweepProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        cancellation.ThrowIfCancellationRequested();
        if ((await UnderWayAsync(sweep) ?? await SubmitRunsAsync(sweep)) is not { } job)
            return SweepReport.Of(sweep, new Dictionary<string, string>());
        var names = await File.ReadAllLinesAsync(Path.Combine(FolderOf(sweep), ListFile), CancellationToken.None);
        string[] runs = [.. names.Select(folder => Path.GetFileName(folder))];
        try
        {
            await WaitAsync(sweep, job, runs, progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(job);
            throw;
        }

        return SweepReport.Of(sweep, Errors(sweep, job, runs));
    }

    private async Task WaitAsync(Sweep sweep, string job, string[] runs, IProgress<SweepProgress>? progress, CancellationToken cancellation)
    {
        var folders = sweep.Runs.ToDictionary(run => run.Name, sweep.FolderOf);
        var (watch, left) = (Stopwatch.StartNew(), default(TimeSpan?));
        while (true)
        {
            var tasks = await SlurmQueue.TasksAsync(job);
            var statuses = folders.ToDictionary(run => run.Key, run => RunFiles.StatusAtRest(run.Value));
            var ended = runs.Except(tasks.Select(task => runs[task.Task])).ToArray();
            var finished = statuses.Values.Count(status => status == RunStatus.Finished);
            var failed = ended.Count(run => statuses[run] == RunStatus.Failed);
            var running = tasks.Count(task => task.State == "RUNNING");
            progress?.Report(SweepProgress.Of(folders.Count, finished, failed, running, ended.Length, watch.Elapsed));
            if (tasks.Count == 0)
            {
                left ??= watch.Elapsed;
                if (runs.All(run => statuses[run] is RunStatus.Finished or RunStatus.Failed) || watch.Elapsed - left > _options.FileDelay)
                    return;
            }

            await Task.Delay(_options.Poll, cancellation);
        }
    }

    private async Task StopAsync(string job)
    {
        await SlurmQueue.StopAsync(job);
        var watch = Stopwatch.StartNew();
        while ((await SlurmQueue.TasksAsync(job)).Count > 0)
        {
            if (watch.Elapsed > _options.Notice)
                await SlurmQueue.KillAsync(job);
            await Task.Delay(_options.Poll);
        }
    }

    private static Dictionary<string, string> Errors(Sweep sweep, string job, string[] runs)
    {
        var errors = new Dictionary<string, string>();
        foreach (var run in sweep.Runs)
        {
            var task = Array.IndexOf(runs, run.Name);
            if (task < 0 || RunFiles.StatusAtRest(sweep.FolderOf(run)) == RunStatus.Finished)
                continue;
            var log = Path.Combine(FolderOf(sweep), SlurmScript.LogName(job, task.ToString(CultureInfo.InvariantCulture)));
            // Slurm writes there why it ended a task: memory, a failed node, the time limit.
            errors[run.Name] =
                RunFiles.ErrorText(sweep.FolderOf(run)) ?? LogEnd(log) ?? $"left the queue without results, and without a log at {log}";
        }

        return errors;
    }

    private static string? LogEnd(string path)
    {
        var text = File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        return text.Length == 0 ? null : text[Math.Max(0, text.Length - LogCharacters)..];
    }

    private static string? LastJob(Sweep sweep)
    {
        var path = Path.Combine(FolderOf(sweep), JobFile);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    private static string FolderOf(Sweep sweep) => Path.Combine(sweep.Folder, "slurm");

    private static void Write(string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
