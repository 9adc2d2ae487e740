using System.Globalization;

namespace VanishingGradients.Notebook;

/// <summary>One line of text that tells how far a long computation is: name, steps done, rate, time left and a free status.</summary>
/// <remarks>
/// The line is rewritten with a carriage return at most five times a second, which notebooks and terminals both show. It ends with a
/// line break when all steps are done or the progress is disposed. Safe to report to from several threads.
/// </remarks>
public sealed class ConsoleProgress : IProgress<long>, IDisposable
{
    private const double LongestSeconds = 1e9;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly string _name;
    private readonly long? _total;
    private readonly TextWriter _output;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private long? _lastWrite;
    private long _done;
    private string? _status;
    private int _width;
    private bool _ended;

    /// <summary>Begins to count time.</summary>
    /// <param name="name">What is computed.</param>
    /// <param name="total">Steps in all; null where that is not known.</param>
    /// <exception cref="ArgumentOutOfRangeException">The total is not positive.</exception>
    public ConsoleProgress(string name, long? total = null)
        : this(name, total, Console.Out, TimeProvider.System)
    {
    }

    internal ConsoleProgress(string name, long? total, TextWriter output, TimeProvider clock)
    {
        if (total is { } steps)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps, nameof(total));
        (_name, _total, _output, _clock, _start) = (name, total, output, clock, clock.GetTimestamp());
    }

    /// <summary>Tells how many steps are done.</summary>
    /// <param name="value">Steps done since the beginning.</param>
    public void Report(long value) => Report(value, null);

    /// <summary>Tells how many steps are done and how it goes.</summary>
    /// <param name="done">Steps done since the beginning.</param>
    /// <param name="status">A short text such as the current reward; null keeps the last one.</param>
    public void Report(long done, string? status)
    {
        lock (_lock)
        {
            if (_ended)
                return;
            (_done, _status) = (done, status ?? _status);
            if (_done >= _total)
                End();
            else if (_lastWrite is not { } last || _clock.GetElapsedTime(last) >= Pause)
                Write(final: false);
        }
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_ended)
                End();
        }
    }

    private static string Duration(TimeSpan time)
        => time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time:mm\\:ss}") : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    private void End()
    {
        _ended = true;
        Write(final: true);
        _output.WriteLine();
        _output.Flush();
    }

    private void Write(bool final)
    {
        _lastWrite = _clock.GetTimestamp();
        var elapsed = _clock.GetElapsedTime(_start);
        var rate = elapsed > TimeSpan.Zero ? _done / elapsed.TotalSeconds : 0;
        List<string> parts = [_name, _total is { } total ? $"{_done}/{total} ({100 * _done / total}%)" : $"{_done}"];
        if (rate > 0)
            parts.Add($"{CellText.Of(rate)}/s");
        if (final)
            parts.Add("took " + Duration(elapsed));
        else if (rate > 0 && _total is { } all)
            parts.Add("left " + Duration(TimeSpan.FromSeconds(Math.Min((all - _done) / rate, LongestSeconds))));
        if (!string.IsNullOrEmpty(_status))
            parts.Add(_status);
        var line = string.Join("  ", parts);
        // Blanks cover what is left of a longer line before.
        _output.Write('\r' + line.PadRight(_width));
        _width = line.Length;
        _output.Flush();
    }
}
