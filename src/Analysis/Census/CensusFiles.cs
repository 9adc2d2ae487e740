using System.Globalization;
using CsvHelper;
using Parquet;
using Parquet.Schema;
using VanishingGradients.Torch;

namespace VanishingGradients.Analysis.Census;

/// <summary>Census tables as CSV and Parquet files.</summary>
internal static class CensusFiles
{
    public static void SaveCsv(CensusTable table, string path) => AtomicFile.Write(path, stream =>
    {
        using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader([.. table.Columns.Select(column => column.Name)]);
        for (var row = 0; row < table.Count; row++)
        {
            foreach (var (_, values) in table.Columns)
                csv.WriteField(values.GetValue(row));
            csv.EndRecord();
        }
    });

    public static void SaveParquet(CensusTable table, string path) =>
        AtomicFile.Write(path, stream => SaveParquetAsync(table, stream).GetAwaiter().GetResult());

    public static InputCensus Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var table = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => LoadCsv(path),
            ".PARQUET" => LoadParquetAsync(path).GetAwaiter().GetResult(),
            var other => throw new CensusFormatException(path, $"the ending '{other}' is neither .csv nor .parquet."),
        };
        return table.ToCensus(path);
    }

    private static CensusTable LoadCsv(string path)
    {
        try
        {
            using var csv = CsvReader.FromFile(path, new CsvReaderOptions
            {
                Separator = ',',
                TrackLineNumbers = true,
                FieldCountMismatch = CsvFieldCountHandling.Throw,
                MalformedData = CsvMalformedDataHandling.Throw,
            });
            csv.ReadHeader();
            var fields = csv.Headers.Select(_ => new List<string>()).ToArray();
            while (csv.Read())
            {
                for (var i = 0; i < fields.Length; i++)
                    fields[i].Add(csv.GetString(i));
            }

            return new([.. csv.Headers.Zip(fields, (name, values) => (name, Parse(path, name, values)))]);
        }
        catch (CsvFormatException error)
        {
            throw new CensusFormatException(path, $"line {error.LineNumber} is damaged: {error.Message}", error);
        }
    }

    private static Array Parse(string path, string name, List<string> values)
    {
        var type = CensusTable.TypeOf(name);
        if (type == typeof(string))
            return values.ToArray();
        var numbers = Array.CreateInstance(type, values.Count);
        for (var row = 0; row < values.Count; row++)
        {
            try
            {
                numbers.SetValue(Convert.ChangeType(values[row], type, CultureInfo.InvariantCulture), row);
            }
            catch (Exception error) when (error is FormatException or OverflowException)
            {
                throw new CensusFormatException(path, $"row {row + 1} of column '{name}' is '{values[row]}', not a number.", error);
            }
        }

        return numbers;
    }

    private static async Task SaveParquetAsync(CensusTable table, Stream stream)
    {
        var fields = table.Columns
            .Select(column => new DataField(column.Name, CensusTable.TypeOf(column.Name), isNullable: false)).ToArray();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        using var group = writer.CreateRowGroup();
        foreach (var (field, (_, values)) in fields.Zip(table.Columns))
        {
            await (values switch
            {
                string[] texts => group.WriteAsync(field, texts),
                int[] numbers => group.WriteAsync<int>(field, numbers),
                _ => group.WriteAsync<double>(field, (double[])values),
            });
        }
    }

    private static async Task<CensusTable> LoadParquetAsync(string path)
    {
        try
        {
            await using var reader = await ParquetReader.CreateAsync(path);
            if (reader.RowGroupCount != 1)
                throw new CensusFormatException(path, $"it has {reader.RowGroupCount} row groups instead of one.");
            using var group = reader.OpenRowGroupReader(0);
            List<(string, Array)> columns = [];
            foreach (var field in reader.Schema.DataFields)
                columns.Add((field.Name, await ReadAsync(path, group, field)));
            return new(columns);
        }
        // The decoder meets a damaged file with errors of many kinds; only these have nothing to do with the contents.
        catch (Exception error) when (error is not (CensusFormatException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException))
        {
            throw new CensusFormatException(path, "it is not a readable Parquet file.", error);
        }
    }

    private static async Task<Array> ReadAsync(string path, ParquetRowGroupReader group, DataField field)
    {
        var type = CensusTable.TypeOf(field.Name);
        // Parquet.Net calls text ReadOnlyMemory<char> in a schema it has read.
        if (field.ClrType != type && !(type == typeof(string) && field.ClrType == typeof(ReadOnlyMemory<char>)))
            throw new CensusFormatException(path, $"column '{field.Name}' holds {field.ClrType.Name} instead of {type.Name}.");
        var values = Array.CreateInstance(type, group.RowCount);
        await (values switch
        {
            string[] texts => group.ReadAsync(field, texts),
            int[] numbers => group.ReadAsync<int>(field, numbers),
            _ => group.ReadAsync<double>(field, (double[])values),
        });
        return values;
    }
}
