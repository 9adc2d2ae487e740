using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using CsvHelper;
using Parquet;
using Parquet.Serialization;

namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>The rows of JSON Lines, CSV and Parquet files, one at a time (Parquet: one row group at a time).</summary>
internal static class RolloutFiles
{
    private const string Endings = ".jsonl, .ndjson, .json, .csv (each also with .gz) or .parquet";

    /// <summary>The files behind a path: the file itself, or the rollout files of a folder, by name.</summary>
    public static IReadOnlyList<string> Find(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new FileNotFoundException($"There is no file or folder '{path}'.", path);
        string[] files = [.. Directory.GetFiles(path).Where(file => ReaderOf(file) is not null).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files
            : throw new RolloutFormatException(path, $"the folder holds no rollout file. Expected names ending in {Endings}.");
    }

    public static IEnumerable<RolloutRecord> Read(string path)
    {
        var reader = ReaderOf(path) ?? throw new RolloutFormatException(path, $"the format is told by the ending. Expected {Endings}.");
        using var rows = reader(path).GetEnumerator();
        while (true)
        {
            try
            {
                if (!rows.MoveNext())
                    yield break;
            }
            // The decoders meet a damaged file with errors of many kinds; this one has nothing to do with the contents.
            catch (Exception error) when (error is not UnauthorizedAccessException)
            {
                throw new RolloutFormatException(
                    path, $"the file is damaged or cut short: {error.Message} Copy it again, or repair it.", error);
            }

            yield return rows.Current;
        }
    }

    private static Func<string, IEnumerable<RolloutRecord>>? ReaderOf(string path) =>
        Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path).ToUpperInvariant() switch
        {
            ".JSONL" or ".NDJSON" or ".JSON" => ReadJsonLines,
            ".CSV" => ReadCsv,
            ".PARQUET" => ReadParquet,
            _ => null,
        };

    private static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static IEnumerable<RolloutRecord> ReadJsonLines(string path)
    {
        using var text = new StreamReader(Open(path));
        for (long line = 1; text.ReadLine() is { } row; line++)
        {
            if (!string.IsNullOrWhiteSpace(row))
                yield return ParseJson(line, row);
        }
    }

    private static RolloutRecord ParseJson(long line, string row)
    {
        try
        {
            // Python writes NaN and infinities bare, which JSON does not know; as strings they get as far as the check of the rewards.
            using var document = JsonDocument.Parse(PythonNumbers.Quote(row));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(line, document.RootElement.EnumerateObject().Aggregate(
                    new Dictionary<string, object?>(), (fields, field) => { fields[field.Name] = RolloutRecord.ValueOf(field.Value); return fields; }))
                : RolloutRecord.Malformed(line, "the line is not a JSON object", row);
        }
        // Half a surrogate pair is valid JSON but no text.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return RolloutRecord.Malformed(line, "the line is not valid JSON", row);
        }
    }

    private static IEnumerable<RolloutRecord> ReadCsv(string path)
    {
        var malformed = new Queue<CsvMalformedRecord>();
        using var csv = CsvReader.Create(Open(path), new CsvReaderOptions
        {
            Separator = ',',
            TrackLineNumbers = true,
            FieldCountMismatch = CsvFieldCountHandling.Skip,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = malformed.Enqueue,
        });
        csv.ReadHeader();
        string[] names = [.. csv.Headers];
        bool more;
        do
        {
            more = csv.Read();
            while (malformed.TryDequeue(out var bad))
                yield return RolloutRecord.Malformed(bad.LineNumber, $"the row is not {names.Length} comma-separated fields", bad.RawRecord);
            if (more)
            {
                var fields = new Dictionary<string, object?>();
                for (var i = 0; i < names.Length; i++)
                    fields[names[i]] = csv.IsEmpty(i) ? null : csv.GetString(i);
                yield return new(csv.LineNumber, fields);
            }
        }
        while (more);
    }

    private static IEnumerable<RolloutRecord> ReadParquet(string path)
    {
        using var file = File.OpenRead(path);
        var reader = ParquetReader.CreateAsync(file, leaveStreamOpen: true).GetAwaiter().GetResult();
        string[] names = [.. reader.Schema.Fields.Select(field => field.Name)];
        var groups = reader.RowGroupCount;
        reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        long line = 0;
        for (var group = 0; group < groups; group++)
        {
            foreach (var row in ParquetSerializer.DeserializeUntypedAsync(file, rowGroupIndex: group).GetAwaiter().GetResult().Data)
                yield return new(++line, names.ToDictionary(name => name, name => FromParquet(row.GetValueOrDefault(name))));
        }
    }

    private static object? FromParquet(object? value) => value switch
    {
        null or string or bool or double or long => value,
        int or short or byte or sbyte or ushort or uint or float or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        System.Collections.IEnumerable => JsonSerializer.SerializeToElement(value, PythonNumbers.Named),
        _ => value.ToString(),
    };
}
