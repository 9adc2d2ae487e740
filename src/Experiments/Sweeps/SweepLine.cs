namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Shows a launch as one line of text, the runs at work included: in a terminal and a notebook cell rewritten in place, in a log a new
/// line whenever a run starts or ends, and every minute.</summary>
public sealed class SweepLine : IProgress<SweepProgress>, IDisposable
{
    private static readonly TimeSpan LogPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);
    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly bool _rewritten;
    private readonly int? _columns;
    private SweepProgress? _last;
    private int _width;

    /// <summary>Writes to the console.</summary>
    /// <param name="rewritten">Whether the line is rewritten in place.</param>
    public SweepLine(bool rewritten = true)
        : this(rewritten, Console.Out, Console.IsOutputRedirected ? null : Columns())
    {
    }

    /// <param name="rewritten">Whether the line is rewritten in place.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="columns">Most letters of a line that is rewritten: one that wraps cannot be; null for no limit.</param>
    internal SweepLine(bool rewritten, TextWriter output, int? columns = null) => (_rewritten, _output, _columns) = (rewritten, output, columns);

    /// <summary>Writes to the error output of a command: rewritten where that is a terminal.</summary>
    internal static SweepLine OfErrors() => Console.IsErrorRedirected
        ? new(rewritten: false, Console.Error)
        : new(rewritten: true, Console.Error, Columns());

    /// <inheritdoc />
    public void Report(SweepProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            if (_rewritten)
            {
                var line = Text(value);
                // Blanks cover what is left of a longer line before.
                _output.Write('\r' + line.PadRight(_width));
                _width = line.Length;
            }
            else if (_last is null || Counts(_last) != Counts(value) || value.Elapsed - _last.Elapsed >= LogPause)
            {
                _output.WriteLine(Text(value));
                _last = value;
            }

            _output.Flush();
        }
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        if (_width > 0)
            _output.WriteLine();
    }

    // Where a line has not room for all runs, they take turns to be the first.
    private string Text(SweepProgress value)
    {
        var first = value.AtWork.Count == 0 || _columns is null ? 0 : (int)(value.Elapsed / Turn) % value.AtWork.Count;
        var line = string.Join("  |  ", [value.ToString(), .. value.AtWork.Skip(first).Concat(value.AtWork.Take(first)).Select(run => run.ToString())]);
        return line[..Math.Min(line.Length, _columns ?? line.Length)];
    }

    private static int? Columns() => Console.WindowWidth is > 1 and var width ? width - 1 : null;

    private static (int, int, int) Counts(SweepProgress progress) => (progress.Finished, progress.Failed, progress.Running);
}
