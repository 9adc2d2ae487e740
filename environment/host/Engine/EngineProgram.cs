using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.DotNet.Interactive;
using VanishingGradients.Host.Protocol;

namespace VanishingGradients.Host.Engine;

/// <summary>The engine's process: one notebook's state, cells in, results out.</summary>
internal static class EngineProgram
{
    /// <summary>
    /// Where code that references no notebook host finds the running cell's <see cref="CancellationToken"/> (AppDomain data).
    /// </summary>
    private const string CancellationKey = "VanishingGradients.Cancellation";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    /// <param name="pipeName">The named pipe the front door listens on.</param>
    public static int Run(string pipeName)
    {
        using var pipe = new NamedPipeClientStream(
            ".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        pipe.Connect(ConnectTimeout);
        var channel = new MessageChannel(pipe);

        // Ctrl-C reaches every process of the terminal; what it means is the front door's decision.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        Console.SetOut(new ConsoleForwarder("stdout", channel.Send));
        Console.SetError(new ConsoleForwarder("stderr", channel.Send));
        DataFrameFormatter.RegisterWhenLoaded();

        using var cells = new BlockingCollection<RunCell>();
        CancellationTokenSource? running = null;
        _ = Task.Run(async () =>
        {
            while (await channel.ReceiveAsync() is { } message)
            {
                if (message is RunCell cell)
                    cells.Add(cell);
                else if (message is CancelCell)
                    Volatile.Read(ref running)?.Cancel();
            }
            // The front door is gone: nobody is left to take a result.
            Environment.Exit(0);
        });

        // All cells start on one thread: libtorch keeps a pool of workers for every thread that computes.
        var runner = new CellRunner(Environment.CurrentDirectory, channel.Send);
        foreach (RunCell cell in cells.GetConsumingEnumerable())
        {
            var cancellation = new CancellationTokenSource();
            Volatile.Write(ref running, cancellation);
            Run(cell, runner, channel, cancellation.Token);
        }
        return 0;
    }

    private static void Run(RunCell cell, CellRunner runner, MessageChannel channel, CancellationToken cancellation)
    {
        KernelInvocationContext.Current = new KernelInvocationContext(cell.Number, channel.Send, cancellation);
        AppDomain.CurrentDomain.SetData(CancellationKey, cancellation);
        try
        {
            runner.RunAsync(cell.Code, cell.Language, $"cell {cell.Number}").GetAwaiter().GetResult();
        }
        catch (CellFailure failure)
        {
            channel.Send(failure.Error);
        }
        NativeStreams.EndCell();
        channel.Send(new CellFinished());
    }
}
