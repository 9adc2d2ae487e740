using System.Text.Json.Nodes;

namespace VanishingGradients.Notebook;

/// <summary>Lines or points over numbers, with error bands.</summary>
internal sealed record PointDrawing(IReadOnlyList<Series> Shown, bool Lines) : Drawing
{
    /// <summary>Of more points the single one is drawn smaller.</summary>
    private const int ManyPoints = 200;

    public override IReadOnlyList<Series> Series => Shown;

    public override IEnumerable<Trace> Traces(Axis x, Axis y, Func<Series, int> color)
    {
        // Bands first, so that no band hides a line.
        foreach (var series in Shown.Where(series => series.Lower is not null))
        {
            foreach (var edge in Band(series, x, y, color(series)))
                yield return edge;
        }

        foreach (var series in Shown)
            yield return Line(series, x, y, color(series));
    }

    private Trace Line(Series series, Axis x, Axis y, int color)
    {
        var points = series.X.Zip(series.Y, (at, value) => (X: x.Place(at), Y: y.Place(value))).ToArray();
        RequireSomething(series, Enumerable.Range(0, points.Length).Any(IsDrawn), x, y);
        var cloud = !Lines || series.Style == LineStyle.None;
        // A point between two gaps has no line to show it.
        var lonely = Enumerable.Range(0, points.Length).Any(i => IsDrawn(i) && !IsDrawn(i - 1) && !IsDrawn(i + 1));
        var style = new JsonObject
        {
            ["name"] = series.Name,
            ["legendgroup"] = series.Name,
            ["mode"] = cloud ? "markers" : series.Markers || lonely ? "lines+markers" : "lines",
            ["line"] = new JsonObject { ["color"] = Palette.At(color), ["width"] = 2, ["dash"] = Dash(series.Style, color) },
            ["marker"] = new JsonObject { ["color"] = Palette.At(color), ["size"] = cloud && points.Length <= ManyPoints ? 7 : cloud ? 4 : 5, ["opacity"] = cloud ? 0.7 : 1 },
            ["hovertemplate"] = Hover(series, x, y),
        };
        if (series.Hover is not null)
            style["text"] = Trace.Texts(series.Hover);
        return new Trace("scatter") { X = [.. points.Select(point => point.X)], Y = [.. points.Select(point => point.Y)], Style = style };

        bool IsDrawn(int i) => i >= 0 && i < points.Length && !double.IsNaN(points[i].X + points[i].Y);
    }

    private static IEnumerable<Trace> Band(Series series, Axis x, Axis y, int color)
    {
        // Plotly fills between two unbroken edges only.
        var edges = Enumerable.Range(0, series.Y.Count)
            .Select(i => (X: x.Place(series.X[i]), Lower: y.Place(series.Lower![i]), Upper: y.Place(series.Upper![i])))
            .Where(edge => !double.IsNaN(edge.X + edge.Lower + edge.Upper))
            .ToArray();
        double[] at = [.. edges.Select(edge => edge.X)];
        yield return new Trace("scatter") { X = at, Y = [.. edges.Select(edge => edge.Lower)], Style = Edge() };
        var upper = Edge();
        upper["fill"] = "tonexty";
        upper["fillcolor"] = Palette.At(color, 0.18);
        yield return new Trace("scatter") { X = at, Y = [.. edges.Select(edge => edge.Upper)], Style = upper };

        JsonObject Edge() => new()
        {
            ["name"] = series.Name,
            ["legendgroup"] = series.Name,
            ["mode"] = "lines",
            ["line"] = new JsonObject { ["width"] = 0, ["color"] = Palette.At(color) },
            ["hoverinfo"] = "skip",
            ["showlegend"] = false,
        };
    }

    private static string Dash(LineStyle style, int color) => style switch
    {
        LineStyle.Dash => "dash",
        LineStyle.Dot => "dot",
        // Where the palette begins again, another line tells the series apart.
        _ => (color / Palette.Count % 3) switch { 1 => "dash", 2 => "dot", _ => "solid" },
    };

    private static string Hover(Series series, Axis x, Axis y)
    {
        var text = series.Hover is null ? "" : "%{text}<br>";
        return $"{text}{Named(x, "x")} %{{x:.4~g}}<br>{Named(y, "y")} %{{y:.4~g}}<extra>%{{fullData.name}}</extra>";

        static string Named(Axis axis, string otherwise) => axis.Title is null ? otherwise : axis.Caption + ":";
    }
}
