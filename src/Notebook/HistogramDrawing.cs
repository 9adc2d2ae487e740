using System.Globalization;
using System.Text.Json.Nodes;

namespace VanishingGradients.Notebook;

/// <summary>How often values fall into bins of equal width; on a logarithmic axis, of equal ratio.</summary>
/// <remarks>Drawn as filled steps: plotly's own histogram has bins of equal width only, of little use for gradient norms.</remarks>
internal sealed record HistogramDrawing(IReadOnlyList<Series> Shown, int Bins) : Drawing
{
    public override IReadOnlyList<Series> Series => Shown;

    public override IEnumerable<Trace> Traces(Axis x, Axis y, Func<Series, int> color)
    {
        var placed = Shown.Select(series => series.Y.Select(x.Place).Where(double.IsFinite).ToArray()).ToArray();
        for (var i = 0; i < Shown.Count; i++)
            RequireSomething(Shown[i], placed[i].Length > 0, x with { Log = false }, x);

        var edges = Edges(placed.SelectMany(values => values), x.Log);
        return Shown.Zip(placed, (series, values) => Steps(series, Count(values, edges), edges, y, color(series)));
    }

    private double[] Edges(IEnumerable<double> values, bool log)
    {
        double[] scaled = [.. values.Select(value => log ? Math.Log10(value) : value)];
        var (low, high) = (scaled.Min(), scaled.Max());
        if (low == high)
            (low, high) = (low - 0.5, high + 0.5);
        return [.. Enumerable.Range(0, Bins + 1)
            .Select(i => low + (high - low) * i / Bins).Select(edge => log ? Math.Pow(10, edge) : edge)];
    }

    private int[] Count(double[] values, double[] edges)
    {
        var counts = new int[Bins];
        foreach (var value in values)
        {
            var found = Array.BinarySearch(edges, value);
            // The last bin includes its upper edge; rounding of the edges must lose no value.
            counts[Math.Clamp(found >= 0 ? found : ~found - 1, 0, Bins - 1)]++;
        }

        return counts;
    }

    private Trace Steps(Series series, int[] counts, double[] edges, Axis y, int color)
    {
        double[] heights = [0, .. counts, 0];
        var texts = Enumerable.Range(0, Bins)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{edges[i]:G4} to {edges[i + 1]:G4}"));
        return new Trace("scatter")
        {
            X = [edges[0], .. edges],
            Y = [.. heights.Select(y.Place)],
            Style = new JsonObject
            {
                ["name"] = series.Name,
                ["legendgroup"] = series.Name,
                ["mode"] = "lines",
                ["line"] = new JsonObject { ["color"] = Palette.At(color), ["width"] = 1.5, ["shape"] = "hv" },
                ["fill"] = "tozeroy",
                ["fillcolor"] = Palette.At(color, 0.25),
                ["text"] = Trace.Texts(["", .. texts, ""]),
                ["hovertemplate"] = "%{text}<br>count %{y}<extra>%{fullData.name}</extra>",
            },
        };
    }
}
