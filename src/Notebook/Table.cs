using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Analysis;

namespace VanishingGradients.Notebook;

/// <summary>A table for notebooks. Immutable: every <c>With</c> method returns a changed copy.</summary>
/// <remarks>
/// Real numbers are shown with four significant digits, and in scientific notation below 0.001 and from 10 million on; whole parts are
/// never cut. A cell that holds a <see cref="Badge"/> shows a verdict.
/// </remarks>
[TypeFormatterSource(typeof(TableFormatters))]
public sealed partial record Table
{
    private const int DefaultMaxRows = 50;

    private Table(IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows) => (Columns, Rows) = (columns, rows);

    /// <summary>The column names.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The cells, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows { get; }

    /// <summary>The sentence over the table; null for none.</summary>
    public string? Caption { get; private init; }

    private IReadOnlyDictionary<string, string> Formats { get; init; } = new Dictionary<string, string>();

    private IReadOnlyList<(string Column, Func<object?, bool> When)> Highlights { get; init; } = [];

    private int MaxRows { get; init; } = DefaultMaxRows;

    /// <summary>A table with a row for each item: a record's public properties are its cells, or a tuple's elements.</summary>
    /// <typeparam name="T">A record, an anonymous type or a tuple.</typeparam>
    /// <param name="rows">The items.</param>
    /// <param name="columns">Column names; needed for tuples, otherwise the property names as words.</param>
    /// <exception cref="ArgumentException">There are more or fewer names than cells in a row.</exception>
    public static Table Of<T>(IEnumerable<T> rows, params string[] columns)
    {
        T[] items = [.. rows];
        if (typeof(T).IsAssignableTo(typeof(ITuple)))
        {
            var cells = items.Select(item => (ITuple)item!)
                .Select(tuple => Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).ToArray());
            return Of(columns, [.. cells], TupleWidth(typeof(T)));
        }

        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0).ToArray();
        string[] names = columns.Length > 0 ? columns
            : [.. properties.Select(property => Words().Replace(property.Name, " $1").ToLowerInvariant())];
        return Of(names, [.. items.Select(item => properties.Select(property => property.GetValue(item)).ToArray())], properties.Length);
    }

    /// <summary>A table of all columns of a data frame, for hosts that have no formatter of their own for it; a missing value is
    /// empty.</summary>
    /// <param name="frame">The data.</param>
    public static Table Of(DataFrame frame)
        => new([.. frame.Columns.Select(column => column.Name)], [.. frame.Rows.Select(row => row.ToArray())]);

    /// <summary>Sets the sentence over the table.</summary>
    /// <param name="caption">What the table shows.</param>
    public Table WithCaption(string caption) => this with { Caption = caption };

    /// <summary>Formats the cells of a column.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="format">A .NET format string such as "0.0%" or "F2".</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table WithFormat(string column, string format)
        => this with { Formats = new Dictionary<string, string>(Formats) { [Known(column)] = format } };

    /// <summary>Emphasises cells of a column.</summary>
    /// <typeparam name="T">The type of the cells that are asked.</typeparam>
    /// <param name="column">Its name.</param>
    /// <param name="when">Which cells.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table WithHighlight<T>(string column, Func<T, bool> when)
        => this with { Highlights = [.. Highlights, (Known(column), cell => cell is T value && when(value))] };

    /// <summary>Shows more or fewer rows than 50.</summary>
    /// <param name="count">The most rows shown; of more, the number is told below the table.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public Table WithMaxRows(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return this with { MaxRows = count };
    }

    /// <summary>The table as HTML that needs no style sheet and follows the colours of its page.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder("""<table style="border-collapse:collapse;font-variant-numeric:tabular-nums">""");
        if (Caption is not null)
            html.Append($"""<caption style="caption-side:top;text-align:left;font-weight:600;padding:4px 0">{WebUtility.HtmlEncode(Caption)}</caption>""");
        html.Append("<thead><tr>");
        for (var column = 0; column < Columns.Count; column++)
            html.Append($"""<th style="{Side(column)};padding:3px 12px 3px 0;border-bottom:2px solid #888">{WebUtility.HtmlEncode(Columns[column])}</th>""");
        html.Append("</tr></thead><tbody>");
        foreach (var row in Rows.Take(MaxRows))
        {
            html.Append("<tr>");
            for (var column = 0; column < Columns.Count; column++)
                html.Append($"""<td style="{Side(column)};padding:3px 12px 3px 0;border-bottom:1px solid #8884">{Cell(row[column], Columns[column])}</td>""");
            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
        return Rows.Count > MaxRows ? html.Append($"<p>{Rest}</p>").ToString() : html.ToString();
    }

    /// <summary>The table as text with aligned columns; emphasised cells carry a star.</summary>
    public override string ToString()
    {
        string[][] lines = [[.. Columns],
            .. Rows.Take(MaxRows).Select(row => row.Select((cell, column) => Text(cell, Columns[column])).ToArray())];
        int[] widths = [.. Enumerable.Range(0, Columns.Count).Select(column => lines.Max(line => line[column].Length))];
        var text = new StringBuilder();
        if (Caption is not null)
            text.Append(Caption).Append('\n');
        foreach (var line in lines)
        {
            var cells = line.Select((cell, column) => IsRight(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }

        return Rows.Count > MaxRows ? text.Append(Rest).Append('\n').ToString() : text.ToString();
    }

    private string Rest => $"and {Rows.Count - MaxRows} more rows, of {Rows.Count}";

    [GeneratedRegex("(?<=[a-z0-9])([A-Z])")]
    private static partial Regex Words();

    private static Table Of(string[] columns, object?[][] rows, int width)
        => columns.Length == width
            ? new Table(columns, rows)
            : throw new ArgumentException(
                $"There are {columns.Length} column names for rows of {width} cells; give one for each.", nameof(columns));

    // The eighth part of a longer tuple is a tuple of the rest.
    private static int TupleWidth(Type tuple) =>
        tuple.GetGenericArguments() is { Length: 8 } parts ? 7 + TupleWidth(parts[7]) : tuple.GetGenericArguments().Length;

    private string Known(string column)
        => Columns.Contains(column)
            ? column
            : throw new ArgumentException(
                $"The table has no column '{column}'; it has {string.Join(", ", Columns.Select(name => $"'{name}'"))}.", nameof(column));

    private bool IsRight(int column) => Rows.Count > 0 && Rows.All(row => row[column] is null || CellText.IsNumber(row[column]));

    private string Side(int column) => IsRight(column) ? "text-align:right" : "text-align:left";

    private bool IsHighlighted(object? cell, string column) =>
        Highlights.Any(highlight => highlight.Column == column && highlight.When(cell));

    private string Text(object? cell, string column)
        => CellText.Of(cell, Formats.GetValueOrDefault(column)) + (IsHighlighted(cell, column) ? "*" : "");

    private string Cell(object? cell, string column)
    {
        var text = WebUtility.HtmlEncode(CellText.Of(cell, Formats.GetValueOrDefault(column)));
        if (cell is Badge badge)
            text = $"""<span style="background:{badge.Ground};color:{badge.Ink};padding:1px 8px;border-radius:8px">{text}</span>""";
        return IsHighlighted(cell, column) ? $"""<mark style="background:#ffe9a8;color:#222;font-weight:600">{text}</mark>""" : text;
    }
}
