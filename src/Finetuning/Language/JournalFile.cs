using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Rows of ascending steps as JSON Lines, each written as a whole line; a line without its end was being written when a process was
/// killed, and is none.</summary>
internal sealed class JournalFile<T> : IDisposable
    where T : IJournalRow
{
    private static readonly JsonSerializerOptions Format = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly FileStream _stream;

    // Where the first row of every step begins.
    private readonly List<(long Step, long Place)> _steps = [];

    /// <summary>Opens a file to continue it, or makes one.</summary>
    /// <exception cref="SampleFileException">A line of it is none of a journal.</exception>
    internal JournalFile(string path)
    {
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var end = 0L;
            foreach (var (row, place) in Rows(path, _stream))
            {
                end = place.End;
                if (!(_steps is [.., var last] && last.Step == row.Step))
                {
                    _steps.Add((row.Step, place.Start));
                }
            }

            _stream.SetLength(end);
            _stream.Position = end;
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>All rows of a file, also of one that is being written.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SampleFileException">A line of it is none of a journal.</exception>
    internal static T[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return [.. Rows(path, stream).Select(row => row.Row)];
    }

    /// <summary>Appends the rows of a step; those of that step and of later ones, which a run left that was set back, are cut off before.</summary>
    internal void Append(long step, IEnumerable<T> rows)
    {
        var first = _steps.FindIndex(entry => entry.Step >= step);
        if (first >= 0)
        {
            _stream.SetLength(_steps[first].Place);
            _stream.Position = _stream.Length;
            _steps.RemoveRange(first, _steps.Count - first);
        }

        _steps.Add((step, _stream.Position));
        _stream.Write([.. rows.SelectMany(row => JsonSerializer.SerializeToUtf8Bytes(row, Format).Append((byte)'\n'))]);
        _stream.Flush();
    }

    /// <inheritdoc />
    public void Dispose() => _stream.Dispose();

    private static IEnumerable<(T Row, (long Start, long End) Place)> Rows(string path, FileStream stream)
    {
        var (start, number) = (0L, 1);
        foreach (var (line, end) in JsonLines.Read(path, stream))
        {
            yield return (Parse(path, line, number++), (start, end));
            start = end;
        }
    }

    private static T Parse(string path, string line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Format) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new SampleFileException(path, $"line {number} is none of a journal ({error.Message.TrimEnd('.')}). Was the file changed? Move it away.");
        }
    }
}
