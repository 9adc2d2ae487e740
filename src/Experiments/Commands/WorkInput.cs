using System.Collections.Concurrent;

namespace VanishingGradients.Experiments.Commands;

/// <summary>The lines of an input, read ahead: so its end is noticed also while nobody waits for a line.</summary>
internal sealed class WorkInput
{
    // Not disposed: the reader may need them until the process ends.
    private readonly BlockingCollection<string> _lines = [];
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Begins to read.</summary>
    internal WorkInput(TextReader input) => new Thread(() => Read(input)) { IsBackground = true }.Start();

    /// <summary>Cancelled when the input has ended.</summary>
    internal CancellationToken Ended => _ended.Token;

    /// <summary>Waits for the next line; null at the end.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    internal string? Next(CancellationToken cancellation) => _lines.TryTake(out var line, Timeout.Infinite, cancellation) ? line : null;

    private void Read(TextReader input)
    {
        try
        {
            while (input.ReadLine() is { } line)
                _lines.Add(line);
        }
        catch (IOException)
        {
            // What cannot be read any more has ended.
        }

        _lines.CompleteAdding();
        _ended.Cancel();
    }
}
