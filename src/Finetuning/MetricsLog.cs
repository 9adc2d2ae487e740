using System.Globalization;
using Microsoft.Data.Analysis;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning;

/// <summary>The metrics of a run, one row per logged epoch, one column per metric.</summary>
/// <remarks>
/// Column names are those of the official code, so that both can be compared. An epoch's value is the plain mean over its batches, each
/// taken before the step (paper's code, validate_every 1). NaN marks a metric that a row has no value for.
/// </remarks>
public sealed class MetricsLog
{
    /// <summary>Name of the first column: the epoch, counted from 1.</summary>
    public const string Epoch = "epoch";

    private readonly List<double>[] _columns;

    /// <summary>An empty log.</summary>
    /// <param name="metrics">Names of the columns after the epoch.</param>
    public MetricsLog(IReadOnlyList<string> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Names = [Epoch, .. metrics];
        _columns = [.. Names.Select(_ => new List<double>())];
    }

    /// <summary>All column names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of rows.</summary>
    public int Count => _columns[0].Count;

    /// <summary>A column.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column; the message lists those there are.</exception>
    public IReadOnlyList<double> this[string name]
    {
        get
        {
            for (var i = 0; i < Names.Count; i++)
            {
                if (Names[i] == name)
                {
                    return _columns[i];
                }
            }

            throw new KeyNotFoundException($"The log has no column '{name}'. It has: {string.Join(", ", Names)}.");
        }
    }

    /// <summary>Reads a log that <see cref="SaveCsv"/> or the official code's exporter wrote.</summary>
    /// <param name="path">A comma-separated file with a header line; an empty cell reads as NaN.</param>
    /// <exception cref="FormatException">A cell is no number or a row has another length; the message names file, line and
    /// column.</exception>
    public static MetricsLog LoadCsv(string path)
    {
        using var lines = File.ReadLines(path).GetEnumerator();
        if (!lines.MoveNext() || lines.Current.Split(',') is not [Epoch, .. var metrics])
        {
            throw new FormatException($"{path}: the first line must name the columns and start with '{Epoch}'.");
        }

        var log = new MetricsLog(metrics);
        for (var line = 2; lines.MoveNext(); line++)
        {
            var cells = lines.Current.Split(',');
            if (cells.Length != log.Names.Count)
            {
                throw new FormatException($"{path}, line {line}: {cells.Length} cells, but {log.Names.Count} columns.");
            }

            for (var i = 0; i < cells.Length; i++)
            {
                log._columns[i].Add(cells[i].Length == 0 ? double.NaN
                    : double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
                    : throw new FormatException($"{path}, line {line}, column '{log.Names[i]}': '{cells[i]}' is no number."));
            }
        }

        return log;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="epoch">The epoch, counted from 1.</param>
    /// <param name="values">One value per metric.</param>
    public void Add(int epoch, ReadOnlySpan<double> values)
    {
        if (values.Length != Names.Count - 1)
        {
            throw new ArgumentException($"{values.Length} values given for {Names.Count - 1} metrics.", nameof(values));
        }

        _columns[0].Add(epoch);
        for (var i = 0; i < values.Length; i++)
        {
            _columns[i + 1].Add(values[i]);
        }
    }

    /// <summary>Makes the rows those of another log.</summary>
    /// <param name="other">A log with the same columns.</param>
    /// <exception cref="ArgumentException">Its columns differ; nothing is changed.</exception>
    internal void Replace(MetricsLog other)
    {
        if (!other.Names.SequenceEqual(Names))
        {
            throw new ArgumentException(
                $"The columns are {string.Join(", ", Names)}, but the given log has {string.Join(", ", other.Names)}.", nameof(other));
        }

        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Clear();
            _columns[i].AddRange(other._columns[i]);
        }
    }

    /// <summary>The last value of a column.</summary>
    /// <param name="name">Its name.</param>
    public double Last(string name) => this[name] is [.., var last]
        ? last
        : throw new InvalidOperationException("The log has no rows yet.");

    /// <summary>The log as a data frame.</summary>
    public DataFrame ToDataFrame() => new(Names.Select((name, i) => new DoubleDataFrameColumn(name, _columns[i])));

    /// <summary>Writes the log as comma-separated values, whole or not at all.</summary>
    /// <param name="path">The file to write; an existing one is replaced.</param>
    public void SaveCsv(string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', Names));
        for (var row = 0; row < Count; row++)
        {
            writer.WriteLine(Line(row));
        }
    });

    private string Line(int row) => string.Join(',', _columns.Select(column =>
        double.IsNaN(column[row]) ? "" : column[row].ToString("R", CultureInfo.InvariantCulture)));
}
