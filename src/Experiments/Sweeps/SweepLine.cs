namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Shows a launch as one line of text: in a terminal and a notebook cell rewritten in place, in a log a new line whenever a run
/// starts or ends.</summary>
public sealed class SweepLine : IProgress<SweepProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly bool _rewritten;
    private SweepProgress? _last;
    private int _width;

    /// <summary>Writes to the console.</summary>
    /// <param name="rewritten">Whether the line is rewritten in place.</param>
    public SweepLine(bool rewritten = true)
        : this(rewritten, Console.Out)
    {
    }

    internal SweepLine(bool rewritten, TextWriter output) => (_rewritten, _output) = (rewritten, output);

    /// <inheritdoc />
    public void Report(SweepProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            if (_rewritten)
            {
                var line = value.ToString();
                // Blanks cover what is left of a longer line before.
                _output.Write('\r' + line.PadRight(_width));
                _width = line.Length;
            }
            else if (_last is null || Counts(_last) != Counts(value))
            {
                _output.WriteLine(value.ToString());
            }

            _last = value;
            _output.Flush();
        }
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        if (_rewritten && _last is not null)
            _output.WriteLine();
    }

    private static (int, int, int) Counts(SweepProgress progress) => (progress.Finished, progress.Failed, progress.Running);
}
