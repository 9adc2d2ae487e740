using System.Globalization;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>The batch script of a sweep's job array.</summary>
internal static class SlurmScript
{
    // The shell variable with the folder of the task's run.
    private const string Run = "$run";

    /// <summary>The script's text.</summary>
    /// <param name="options">What the cluster is asked for.</param>
    /// <param name="program">The command that executes one run.</param>
    /// <param name="pretrained">Where runs with the same pretraining share it.</param>
    /// <param name="folder">Folder of the list of run folders and of the logs.</param>
    /// <param name="list">File with one run folder per line; line n + 1 is array task n.</param>
    /// <param name="runs">Number of run folders.</param>
    /// <remarks>
    /// Before the time limit Slurm sends USR1 to the script alone; the script asks the run to stop and, if its checkpoint is kept, puts the
    /// task back into the queue. TERM, which comes from someone who cancels, asks the run to stop and nothing else. bash leaves a wait when
    /// a trapped signal comes, hence the loop; it remembers the exit code, hence the last wait.
    /// </remarks>
    internal static string Text(
        SlurmOptions options, RunProgram program, string pretrained, string folder, string list, int runs) => string.Join('\n',
    [
        "#!/bin/bash",
        .. Requests(options, folder, runs).Select(request => $"#SBATCH {request}"),
        "",
        $"export VG_THREADS={Invariant(options.Cpus)}",
        $"run=$(sed -n \"$((SLURM_ARRAY_TASK_ID + 1))p\" {Quoted(list)})",
        "again=",
        $"{string.Join(' ', program.Line(Run, pretrained).Select(Quoted))} &",
        "child=$!",
        "trap 'again=yes; kill -TERM $child' USR1",
        "trap 'kill -TERM $child' TERM",
        "wait $child",
        "while kill -0 $child 2>/dev/null; do wait $child; done",
        "wait $child",
        "code=$?",
        $"if [ \"$again\" ] && [ $code = {Invariant(RunProgram.Stopped)} ]; then scontrol requeue \"$SLURM_JOB_ID\"; fi",
        "exit $code",
        "",
    ]);

    /// <summary>The text of the script that merges the results, for a job that waits for the array.</summary>
    /// <param name="options">What the cluster is asked for.</param>
    /// <param name="program">The kit's command.</param>
    /// <param name="sweep">The sweep's folder.</param>
    /// <param name="folder">Folder of the log.</param>
    internal static string Merge(SlurmOptions options, RunProgram program, string sweep, string folder) => string.Join('\n',
    [
        "#!/bin/bash",
        "#SBATCH --cpus-per-task=1",
        .. Common(options, Path.Combine(folder, "results_%j.log")).Select(request => $"#SBATCH {request}"),
        "",
        $"exec {string.Join(' ', program.MergeLine(sweep).Select(Quoted))}",
        "",
    ]);

    private static IEnumerable<string> Requests(SlurmOptions options, string folder, int runs)
    {
        var throttle = options.Throttle is { } most ? $"%{Invariant(most)}" : "";
        yield return $"--array=0-{Invariant(runs - 1)}{throttle}";
        yield return $"--cpus-per-task={Invariant(options.Cpus)}";
        yield return "--requeue";
        yield return "--open-mode=append";
        yield return $"--signal=B:USR1@{Invariant((int)options.Notice.TotalSeconds)}";
        foreach (var request in Common(options, Path.Combine(folder, LogName("%A", "%a"))))
            yield return request;
    }

    private static IEnumerable<string> Common(SlurmOptions options, string log)
    {
        yield return "--job-name=vanishing-gradients";
        yield return "--nodes=1";
        yield return $"--output=\"{log}\"";
        if (options.Partition is { } partition)
            yield return $"--partition={partition}";
        if (options.TimeLimit is { } limit)
            yield return string.Create(CultureInfo.InvariantCulture, $"--time={(int)Math.Ceiling(limit.TotalMinutes)}");
        if (options.MemoryMiB is { } memory)
            yield return $"--mem={Invariant(memory)}M";
        foreach (var line in options.Extra)
            yield return line;
    }

    /// <summary>Name of the log of an array task.</summary>
    internal static string LogName(string job, string task) => $"{job}_{task}.log";

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) =>
        text == Run ? $"\"{Run}\"" : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
