using System.Runtime.InteropServices;

namespace VanishingGradients.Experiments.Commands;

/// <summary>Signals to a command: the first asks it to save and stop, Ctrl-C after it ends the process at once.</summary>
internal sealed class Interrupt
{
    // Kept to the end of the process: a signal after the command must not change its exit code.
    private static readonly List<PosixSignalRegistration> Registrations = [];
    private readonly CancellationTokenSource _asked = new();

    internal Interrupt(params IReadOnlyList<PosixSignal> signals) =>
        Registrations.AddRange(signals.Select(signal => PosixSignalRegistration.Create(signal, Handle)));

    /// <summary>Ctrl-C and SIGTERM.</summary>
    internal static Interrupt FromTerminal() => new(PosixSignal.SIGINT, PosixSignal.SIGTERM);

    internal CancellationToken Token => _asked.Token;

    private void Handle(PosixSignalContext context)
    {
        // SIGTERM may come twice, sent to the process group as well or passed on by a parent; who means it sends SIGKILL.
        context.Cancel = context.Signal == PosixSignal.SIGTERM || !_asked.IsCancellationRequested;
        _asked.Cancel();
    }
}
