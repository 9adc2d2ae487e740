using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>A child process that executes one run.</summary>
internal static partial class RunProcess
{
    private const int Terminate = 15;
    private const int KeptLines = 20;

    /// <summary>Starts the process and waits for its end.</summary>
    /// <param name="line">Program and arguments.</param>
    /// <param name="threads">Threads of tensor operations.</param>
    /// <param name="output">Told every line of the output.</param>
    /// <param name="patience">Time between being asked to stop and being killed.</param>
    /// <param name="cancellation">Asks the process to stop.</param>
    /// <returns>The exit code and the last lines of the error output.</returns>
    /// <exception cref="SweepException">The program cannot be started.</exception>
    internal static async Task<(int Code, string Error)> RunAsync(
        IReadOnlyList<string> line, int threads, Action<string> output, TimeSpan patience, CancellationToken cancellation)
    {
        using var process = Start(line, threads);
        var errors = LastLinesAsync(process.StandardError);
        var lines = EachLineAsync(process.StandardOutput, output);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process, patience);
        }

        await lines;
        return (process.ExitCode, await errors);
    }

    private static Process Start(IReadOnlyList<string> line, int threads)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment[ThreadCount.Variable] = threads.ToString(CultureInfo.InvariantCulture);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new SweepException($"'{line[0]}' cannot be started: {error.Message}. Give the launcher the path of the program.");
        }
    }

    private static async Task StopAsync(Process process, TimeSpan patience)
    {
        // Windows cannot ask; there the run goes on from its last checkpoint.
        if (!OperatingSystem.IsWindows())
        {
            _ = Kill(process.Id, Terminate);
            using var deadline = new CancellationTokenSource(patience);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
                return;
            }
            catch (OperationCanceledException)
            {
                // It did not stop in time.
            }
        }

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private static async Task<string> LastLinesAsync(StreamReader reader)
    {
        var lines = new Queue<string>();
        await EachLineAsync(reader, line =>
        {
            lines.Enqueue(line);
            if (lines.Count > KeptLines)
                lines.Dequeue();
        });
        return string.Join('\n', lines).Trim();
    }

    private static async Task EachLineAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            take(line);
    }
}
