using System.Globalization;
using System.Text.Json.Nodes;

namespace VanishingGradients.Notebook;

/// <summary>One plotly trace before Plotly.NET makes it: its data, and the rest as plotly properties.</summary>
/// <param name="Kind">"scatter", "bar" or "heatmap".</param>
internal sealed record Trace(string Kind)
{
    /// <summary>Horizontal positions of a scatter trace, NaN for a gap.</summary>
    public double[] X { get; init; } = [];

    /// <summary>Vertical positions, NaN for a gap.</summary>
    public double[] Y { get; init; } = [];

    /// <summary>Names of the columns, for bars and heat maps.</summary>
    public string[] Columns { get; init; } = [];

    /// <summary>Names of the rows of a heat map.</summary>
    public string[] Rows { get; init; } = [];

    /// <summary>Values of a heat map by row and column, NaN for an empty cell.</summary>
    public double[][] Z { get; init; } = [];

    /// <summary>All other properties, named as in plotly's reference.</summary>
    public required JsonObject Style { get; init; }

    public JsonObject ToJson() => new()
    {
        ["kind"] = Kind,
        ["x"] = Numbers(X),
        ["y"] = Numbers(Y),
        ["columns"] = Texts(Columns),
        ["rows"] = Texts(Rows),
        ["z"] = new JsonArray([.. Z.Select(Numbers)]),
        ["style"] = Style,
    };

    public static JsonArray Numbers(IEnumerable<double> values)
        => new([.. values.Select(value => double.IsNaN(value) ? null : (JsonNode)Round(value))]);

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static double Round(double value)
        => double.Parse(value.ToString("G9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
