using System.Runtime.InteropServices;

namespace VanishingGradients.Experiments.Commands;

/// <summary>Signals to a command: the first asks it to save and stop, the second ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _signals;

    internal Interrupt(params IReadOnlyList<PosixSignal> signals) =>
        _signals = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    /// <summary>Ctrl-C and SIGTERM.</summary>
    internal static Interrupt FromTerminal() => new(PosixSignal.SIGINT, PosixSignal.SIGTERM);

    internal CancellationToken Token => _asked.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _asked.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = !_asked.IsCancellationRequested;
        _asked.Cancel();
    }
}
