using System.Diagnostics;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Commands;

/// <summary>Progress of a run as text: one line that is rewritten in a terminal, a line every ten seconds elsewhere.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class CommandProgress(TextWriter output) : IProgress<RunProgress>, IDisposable
{
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string? _stage;
    private int _width;

    private TimeSpan Pause => TimeSpan.FromSeconds(_isTerminal ? 0.2 : 10);

    /// <inheritdoc />
    public void Report(RunProgress value)
    {
        if (value.Stage == _stage && _clock.Elapsed < Pause)
        {
            return;
        }

        _stage = value.Stage;
        Write(value.ToString());
        _clock.Restart();
    }

    /// <summary>Writes the last line.</summary>
    internal void End(string text)
    {
        Write(text);
        Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_width > 0)
        {
            output.WriteLine();
        }

        _width = 0;
    }

    // In a terminal blanks cover what is left of a longer line before.
    private void Write(string line)
    {
        if (_isTerminal)
        {
            output.Write('\r' + line.PadRight(_width));
            _width = line.Length;
        }
        else
        {
            output.WriteLine(line);
        }

        output.Flush();
    }
}
