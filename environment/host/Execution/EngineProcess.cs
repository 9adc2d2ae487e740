using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using VanishingGradients.Host.Engine;
using VanishingGradients.Host.Protocol;

namespace VanishingGradients.Host.Execution;

/// <summary>One notebook's engine: a process of its own, so that native code that aborts takes nothing else with it.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    /// <summary>The hidden command of the host that is the engine.</summary>
    public const string Command = "engine";

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly NamedPipeServerStream _pipe;
    private readonly MessageChannel _channel;
    private readonly Channel<EngineMessage?> _received = Channel.CreateUnbounded<EngineMessage?>();
    private readonly Task _native;

    private EngineProcess(Process process, NamedPipeServerStream pipe)
    {
        _process = process;
        _pipe = pipe;
        _channel = new MessageChannel(pipe);
        _native = Task.WhenAll(ForwardAsync("stdout", process.StandardOutput), ForwardAsync("stderr", process.StandardError));
        _ = ReceiveAsync();
    }

    /// <param name="folder">The engine's working directory: the notebook's folder.</param>
    /// <param name="environment">Environment variables on top of the host's own.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidOperationException">The process ended before it could take a cell.</exception>
    public static async Task<EngineProcess> StartAsync(
        string folder, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        string pipeName = $"vg-{Path.GetRandomFileName()}";
        var pipe = new NamedPipeServerStream(
            pipeName, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        var start = new ProcessStartInfo(DotNetPath(), [typeof(EngineProcess).Assembly.Location, Command, pipeName])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task connected = pipe.WaitForConnectionAsync(cancellationToken);
        Task exited = process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(connected, exited) == connected && connected.IsCompletedSuccessfully)
            return new EngineProcess(process, pipe);

        await pipe.DisposeAsync();
        if (!process.HasExited)
            process.Kill();
        cancellationToken.ThrowIfCancellationRequested();
        string said = await process.StandardError.ReadToEndAsync(cancellationToken);
        throw new InvalidOperationException($"The notebook's process ended before it could take a cell. {said}");
    }

    /// <summary>Runs one cell to its end.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="receive">Takes what the cell gives out, in order.</param>
    /// <param name="grace">How long a cell may go on after it was asked to stop.</param>
    /// <param name="stop">Asks the cell to stop.</param>
    public async Task<CellEnd> RunAsync(RunCell cell, Action<EngineMessage> receive, TimeSpan grace, CancellationToken stop)
    {
        using var kill = new CancellationTokenSource();
        using CancellationTokenRegistration asking = stop.Register(() =>
        {
            TrySend(new CancelCell());
            kill.CancelAfter(grace);
        });
        using CancellationTokenRegistration ending = kill.Token.Register(Kill);

        TrySend(cell);
        // The pipe and the two native streams each say that they have no more of this cell.
        for (int open = 3; open > 0;)
        {
            switch (await _received.Reader.ReadAsync(CancellationToken.None))
            {
                case CellFinished:
                    open--;
                    break;
                case { } message:
                    receive(message);
                    break;
                case null:
                    return await EndedAsync(receive, kill.IsCancellationRequested);
            }
        }
        return new CellEnd(stop.IsCancellationRequested ? CellState.Stopped : CellState.Finished);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipe.DisposeAsync();
        await WaitForExitAsync();
        Kill();
        _process.Dispose();
    }

    private async Task<CellEnd> EndedAsync(Action<EngineMessage> receive, bool killed)
    {
        await WaitForExitAsync();
        Kill();
        await Task.WhenAny(_native, Task.Delay(EndPatience));
        while (_received.Reader.TryRead(out EngineMessage? message))
        {
            if (message is not (null or CellFinished))
                receive(message);
        }
        await _process.WaitForExitAsync();
        return new CellEnd(killed ? CellState.Killed : CellState.Crashed, _process.ExitCode);
    }

    private async Task WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // The caller ends it.
        }
    }

    private void Kill()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    private void TrySend(EngineMessage message)
    {
        try
        {
            _channel.Send(message);
        }
        catch (IOException)
        {
            // The process is gone; receiving says so too, and there it is dealt with.
        }
    }

    private async Task ReceiveAsync()
    {
        while (await _channel.ReceiveAsync() is { } message)
            _received.Writer.TryWrite(message);
        _received.Writer.TryWrite(null);
    }

    private async Task ForwardAsync(string name, StreamReader reader)
    {
        char[] buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and int count)
        {
            string text = new(buffer, 0, count);
            string[] parts = text.Split(NativeStreams.CellEnd);
            for (int i = 0; i < parts.Length; i++)
            {
                if (i > 0)
                    _received.Writer.TryWrite(new CellFinished());
                if (parts[i].Length > 0)
                    _received.Writer.TryWrite(new StreamText(name, parts[i]));
            }
        }
    }

    // The host is started in several ways (dotnet run, dotnet exec, its own executable, a test runner); the runtime's folder leads to
    // dotnet in all of them.
    private static string DotNetPath() =>
        Path.GetFullPath(Path.Combine(
            RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
