using System.Text.Json.Nodes;

namespace VanishingGradients.Notebook;

/// <summary>Bars side by side over named columns, with whiskers where a series has a band.</summary>
internal sealed record BarDrawing(string[] Columns, IReadOnlyList<Series> Shown) : Drawing
{
    public override IReadOnlyList<Series> Series => Shown;

    public override bool NamedColumns => true;

    public override IEnumerable<Trace> Traces(Axis x, Axis y, Func<Series, int> color)
        => Shown.Select(series => Bars(series, x, y, color(series)));

    private Trace Bars(Series series, Axis x, Axis y, int color)
    {
        double[] heights = [.. series.Y.Select(y.Place)];
        RequireSomething(series, heights.Any(double.IsFinite), x, y);
        var style = new JsonObject
        {
            ["name"] = series.Name,
            ["legendgroup"] = series.Name,
            ["marker"] = new JsonObject { ["color"] = Palette.At(color) },
            ["hovertemplate"] = "%{text}%{x}: %{y:.4~g}<extra>%{fullData.name}</extra>",
            // Empty, or plotly would write the text into the bars.
            ["textposition"] = "none",
            ["text"] = Trace.Texts(series.Hover?.Select(text => text + "<br>") ?? heights.Select(_ => "")),
        };
        if (series.Lower is not null)
        {
            style["error_y"] = new JsonObject
            {
                ["type"] = "data",
                ["symmetric"] = false,
                ["array"] = Trace.Numbers(series.Upper!.Zip(series.Y, (upper, value) => upper - value)),
                ["arrayminus"] = Trace.Numbers(series.Y.Zip(series.Lower, (value, lower) => value - lower)),
                ["color"] = "#333",
                ["thickness"] = 1.5,
                ["width"] = 4,
            };
        }

        return new Trace("bar") { Columns = Columns, Y = heights, Style = style };
    }
}
