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
    private Process? _process;
    private LastLines? _errors;

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
        // What earlier runs told must not explain how this one ends.
        _errors!.Clear();
        RunFiles.ForgetError(folder);
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
            StandardInputEncoding = WorkCommand.Encoding,
            StandardOutputEncoding = WorkCommand.Encoding,
            StandardErrorEncoding = WorkCommand.Encoding,
        };
        start.Environment[ThreadCount.Variable] = threads.ToString(CultureInfo.InvariantCulture);
        try
        {
            var process = Process.Start(start)!;
            _errors = new LastLines(process.StandardError);
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
        var (code, errors) = (process.ExitCode, await _errors!.AtEndAsync());
        Dispose();
        return code is RunProgram.Stopped || RunFiles.StatusAtRest(folder) == RunStatus.Finished ? null
            : RunFiles.ErrorText(folder) ?? string.Join('\n', [.. errors, $"ended with exit code {code} and without results"]);
    }

    private async Task StopAsync(Process process)
    {
        // The end of its input asks too, and is all that there is on Windows.
        if (!OperatingSystem.IsWindows())
            _ = Kill(process.Id, Terminate);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
