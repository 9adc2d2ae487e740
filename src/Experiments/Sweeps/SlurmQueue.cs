using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Slurm's commands.</summary>
internal static class SlurmQueue
{
    /// <summary>Submits a batch script.</summary>
    /// <param name="script">The script's file.</param>
    /// <param name="after">A job to wait for, however it ends; null for none.</param>
    /// <returns>The job's number.</returns>
    internal static async Task<string> SubmitAsync(string script, string? after = null)
    {
        string[] dependency = after is null ? [] : [$"--dependency=afterany:{after}"];
        // "number" or "number;cluster".
        var answer = await RunAsync("sbatch", ["--parsable", .. dependency, script]);
        return answer.Trim().Split(';')[0];
    }

    /// <summary>Array tasks that wait or run.</summary>
    /// <returns>Task and state such as PENDING; empty when the job has ended.</returns>
    internal static async Task<IReadOnlyList<(int Task, string State)>> TasksAsync(string job)
    {
        // By user instead of by job, because squeue takes a job that it has forgotten for an error.
        var answer = await RunAsync("squeue", ["--noheader", "--array", "--me", "--format=%F|%K|%T"]);
        return [..
            from line in answer.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            let fields = line.Split('|')
            where fields is [var number, _, _] && number == job
            select (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[2])];
    }

    /// <summary>Takes waiting tasks out of the queue and asks those at work to stop.</summary>
    internal static async Task StopAsync(string job)
    {
        // scancel calls it an error when a job has no such task (any more); the queue tells what is left.
        await ExecuteAsync("scancel", ["--state=PENDING", job]);
        await ExecuteAsync("scancel", ["--batch", "--signal=TERM", job]);
    }

    /// <summary>Ends a job for good.</summary>
    internal static Task KillAsync(string job) => RunAsync("scancel", ["--quiet", job]);

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var (code, output, error) = await ExecuteAsync(program, arguments);
        return code == 0 ? output : throw new SweepException($"{program} {string.Join(' ', arguments)} failed: {error.Trim()}");
    }

    private static async Task<(int Code, string Output, string Error)> ExecuteAsync(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output, await error);
        }
        catch (Win32Exception)
        {
            throw new SweepException(
                $"There is no {program} on this machine. Launch on a login node of the cluster, or use the local launcher.");
        }
    }
}
