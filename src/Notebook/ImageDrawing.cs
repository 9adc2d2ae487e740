using System.Text.Json.Nodes;

namespace VanishingGradients.Notebook;

/// <summary>Small greyscale images in rows, drawn as one heat map with empty cells between the images.</summary>
internal sealed record ImageDrawing(IReadOnlyList<double[,]> Images, IReadOnlyList<string>? Captions, int Columns) : Drawing
{
    private const double Levels = 255;
    private const double UsualPlotWidth = 652;
    private const double CaptionHeight = 19;

    public override (string X, string Y) AxisProperties
        => ("""{ "visible": false, "constrain": "domain" }""",
            """{ "visible": false, "autorange": "reversed", "scaleanchor": "x", "constrain": "domain" }""");

    private int CellWidth => Images.Max(image => image.GetLength(1)) + 1;

    private int GapBelow => Captions is null ? 1 : (int)Math.Ceiling(CaptionHeight * Columns * CellWidth / UsualPlotWidth);

    private int CellHeight => Images.Max(image => image.GetLength(0)) + GapBelow;

    private int Lines => (Images.Count + Columns - 1) / Columns;

    public override int? Height(int width) => (int)(Lines * CellHeight * (double)width / (Columns * CellWidth));

    public override IEnumerable<Trace> Traces(Axis x, Axis y, Func<Series, int> color)
    {
        var mosaic = Enumerable.Range(0, Lines * CellHeight)
            .Select(_ => Enumerable.Repeat(double.NaN, Columns * CellWidth).ToArray()).ToArray();
        var finite = Images.SelectMany(image => image.Cast<double>()).Where(double.IsFinite).DefaultIfEmpty().ToArray();
        var (lowest, width) = (finite.Min(), finite.Max() - finite.Min());
        for (var i = 0; i < Images.Count; i++)
        {
            var (top, left) = Corner(i);
            for (var row = 0; row < Images[i].GetLength(0); row++)
            {
                for (var column = 0; column < Images[i].GetLength(1); column++)
                    mosaic[top + row][left + column] = Level(Images[i][row, column]);
            }
        }

        // As many greys as a screen shows: whole numbers make the page and the notebook a tenth of the size.
        double Level(double value) =>
            double.IsFinite(value) ? Math.Round(Levels * (value - lowest) / (width > 0 ? width : 1)) : double.NaN;

        yield return new Trace("heatmap")
        {
            Columns = Numbers(Columns * CellWidth),
            Rows = Numbers(mosaic.Length),
            Z = mosaic,
            Style = new JsonObject { ["colorscale"] = "Greys", ["showscale"] = false, ["hoverinfo"] = "skip" },
        };
    }

    /// <summary>The captions, each above its image.</summary>
    public IEnumerable<(double X, double Y, string Text)> Labels()
        => (Captions ?? []).Select((text, i) => (Corner(i).Left + (CellWidth - 2) / 2.0, Corner(i).Top - 0.5, text));

    private (int Top, int Left) Corner(int image) => (image / Columns * CellHeight + GapBelow, image % Columns * CellWidth);

    private static string[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];
}
