using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using VanishingGradients.Experiments.Commands;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>A child process that executes runs one after the other: most of the start of a process is paid once. It ends with the first run that
/// fails; the next run starts another.</summary>
/// <param name="line">Program and arguments of the command work.</param>
/// <param name="threads">Threads of tensor operations.</param>
/// <param name="patience">Time between being asked to stop and being killed.</param>
internal sealed partial class RunWorker(IReadOnlyList<string> line, int threads, TimeSpan patience) : IDisposable
{
    private const int Terminate = 15;
    private const int KeptLines = 20;
    private Process? _process;
    private Task<string> _errors = Task.FromResult("");

    /// <summary>Has a run executed and waits for its end.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="tell">Told of progress.</param>
    /// <param name="cancellation">Asks the run to stop with its checkpoint.</param>
    /// <returns>Why it has no results; null where it has them or was stopped.</returns>
    /// <exception cref="SweepException">The program cannot be started.</exception>
    internal async Task<string?> ExecuteAsync(string folder, Action<RunProgress> tell, CancellationToken cancellation)
    {
        // One that was killed between two runs has nothing to say of this one.
        if (_process?.HasExited == true)
            Dispose();
        var process = _process ??= Start();
        var stopping = Task.CompletedTask;
        var isDone = false;
        try
        {
            await process.StandardInput.WriteLineAsync(folder);
            await process.StandardInput.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // It has ended; its output tells no more.
        }

        // A pipe cannot be asked to stop reading: the end of the process ends it.
        await using (cancellation.Register(() => stopping = StopAsync(process)))
        {
            while (!isDone && await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } text)
            {
                isDone = WorkReport.IsDone(text);
                if (WorkReport.Parse(text) is { } progress)
                    tell(progress);
            }
        }

        await stopping;
        return isDone ? null : await EndAsync(process, folder);
    }

    /// <summary>Lets the process end, which it does when there is nothing more to read.</summary>
    public void Dispose()
    {
        _process?.StandardInput.Close();
        _process?.Dispose();
        _process = null;
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[ThreadCount.Variable] = threads.ToString(CultureInfo.InvariantCulture);
        try
        {
            var process = Process.Start(start)!;
            _errors = LastLinesAsync(process.StandardError);
            return process;
        }
        catch (Win32Exception error)
        {
            throw new SweepException($"'{line[0]}' cannot be started: {error.Message}. Give the launcher the path of the program.");
        }
    }

    private async Task<string?> EndAsync(Process process, string folder)
    {
        await process.WaitForExitAsync(CancellationToken.None);
        var (code, error) = (process.ExitCode, await _errors);
        Dispose();
        return code is RunProgram.Stopped || RunFiles.StatusAtRest(folder) == RunStatus.Finished ? null
            : RunFiles.ErrorText(folder) ?? (error.Length > 0 ? error : $"ended with exit code {code} and without results");
    }

    private async Task StopAsync(Process process)
    {
        // Windows cannot ask; there the run goes on from its last checkpoint.
        if (!OperatingSystem.IsWindows())
        {
            _ = Kill(process.Id, Terminate);
            process.StandardInput.Close();
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
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private static async Task<string> LastLinesAsync(StreamReader reader)
    {
        var lines = new Queue<string>();
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lines.Enqueue(line);
            if (lines.Count > KeptLines)
                lines.Dequeue();
        }

        return string.Join('\n', lines).Trim();
    }
}
