using System.Text.Json.Nodes;

namespace VanishingGradients.Notebook;

/// <summary>A matrix as coloured cells, its first row on top.</summary>
internal sealed record HeatMapDrawing(double[][] Values, string[] Rows, string[] Columns, string? Meaning) : Drawing
{
    private const int MostColumnsWithNumbers = 12;

    public override bool NamedColumns => true;

    public override (string X, string Y) AxisProperties
        => ("""{ "showgrid": false, "ticks": "" }""", """{ "showgrid": false, "ticks": "", "type": "category", "autorange": "reversed" }""");

    public override IEnumerable<Trace> Traces(Axis x, Axis y, Func<Series, int> color)
    {
        double[][] cells = [.. Values.Select(row => row.Select(value => double.IsFinite(value) ? value : double.NaN).ToArray())];
        double[] finite = [.. cells.SelectMany(row => row).Where(double.IsFinite)];
        var style = new JsonObject
        {
            ["hovertemplate"] = "row %{y}, column %{x}: %{z:.4~g}<extra></extra>",
            ["colorbar"] = new JsonObject
            {
                ["title"] = new JsonObject { ["text"] = Meaning ?? "", ["side"] = "right", ["font"] = new JsonObject { ["size"] = 14 } },
                ["thickness"] = 14,
                ["exponentformat"] = "power",
            },
        };
        // Where the sign has a meaning, zero is white and both signs have their colour.
        if (finite.Length > 0 && finite.Min() < 0 && finite.Max() > 0)
        {
            style["colorscale"] = JsonNode.Parse("""[[0, "#2166ac"], [0.25, "#92c5de"], [0.5, "#f7f7f7"], [0.75, "#f4a582"], [1, "#b2182b"]]""");
            style["zmid"] = 0;
        }
        else
        {
            style["colorscale"] = "Viridis";
        }

        if (Columns.Length <= MostColumnsWithNumbers)
            (style["texttemplate"], style["xgap"], style["ygap"]) = ("%{z:.3~g}", 1, 1);
        yield return new Trace("heatmap") { Columns = Columns, Rows = Rows, Z = cells, Style = style };
    }
}
