namespace VanishingGradients.Experiments.Sweeps;

/// <summary>The last lines of the error output of a process, which is read until its end.</summary>
internal sealed class LastLines
{
    private const int Kept = 20;
    private readonly Queue<string> _lines = [];
    private readonly Task _reading;

    /// <summary>Begins to read.</summary>
    internal LastLines(StreamReader output) => _reading = ReadAsync(output);

    /// <summary>Forgets the lines so far.</summary>
    internal void Clear()
    {
        lock (_lines)
            _lines.Clear();
    }

    /// <summary>Waits for the end of the output and gives the lines that are not empty.</summary>
    internal async Task<IReadOnlyList<string>> AtEndAsync()
    {
        await _reading;
        return [.. _lines];
    }

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                Add(line);
        }
    }

    private void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
                _lines.Dequeue();
        }
    }
}
