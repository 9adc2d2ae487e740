using System.Runtime.InteropServices;

namespace VanishingGradients.Host.Terminal;

/// <summary>Ctrl-C: the first asks the running cell to stop so that what was run is saved, the second ends the host at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _signals;

    public Interrupt() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    public CancellationToken Token => _asked.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _asked.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        // Left alone, a second signal takes its normal course; the engine ends when its pipe closes.
        context.Cancel = !_asked.IsCancellationRequested;
        _asked.Cancel();
    }
}
