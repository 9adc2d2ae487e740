using System.Text.Json.Nodes;
using Microsoft.Data.Analysis;

namespace VanishingGradients.Notebook;

public sealed class FigureTests
{
    private static readonly double[] Ramp = [1, 2, 3];

    [Fact]
    public void Lines_values_that_are_not_finite_become_null()
        => Assert.Equal("[1,null,null,2]", Data(Figure.Lines(Series.Of("a", [1, double.NaN, double.PositiveInfinity, 2])))[0]!["y"]!.ToJsonString().Replace(".0", ""));

    [Fact]
    public void WithY_log_values_that_are_not_positive_become_null()
        => Assert.Equal("[null,null,0.25]", Data(Figure.Lines(Series.Of("a", [0, -1, 0.25])).WithY(log: true))[0]!["y"]!.ToJsonString());

    [Fact]
    public void WithY_log_no_positive_value_names_the_series()
    {
        var error = Assert.Throws<ArgumentException>(() => Figure.Lines(Series.Of("gradient norm", [0.0, -1.0])).WithY(log: true));
        Assert.Contains("'gradient norm' cannot be drawn: none of its 2 points has positive finite y", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_series_without_line_is_drawn_as_points()
    {
        var traces = Data(Figure.Lines(Series.Of("cloud", Ramp).WithStyle(LineStyle.None), Series.Of("bound", Ramp)));
        Assert.Equal(["markers", "lines"], traces.Select(trace => (string?)trace!["mode"]));
    }

    [Fact]
    public void Scatter_many_points_are_drawn_smaller()
    {
        var traces = Data(Figure.Scatter(Series.Of("few", Ramp), Series.Of("many", Enumerable.Range(0, 1000))));
        Assert.True((int)traces[1]!["marker"]!["size"]! < (int)traces[0]!["marker"]!["size"]!);
    }

    [Fact]
    public void Lines_no_series_is_refused() => Assert.Throws<ArgumentException>(() => Figure.Lines());

    [Fact]
    public void Lines_same_name_twice_is_refused()
        => Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => Figure.Lines(Series.Of("a", Ramp), Series.Of("a", Ramp))).Message, StringComparison.Ordinal);

    [Fact]
    public void WithX_title_unit_and_ends_are_in_the_layout()
    {
        var axis = Layout(Figure.Lines(Series.Of("a", Ramp)).WithX("wall clock", unit: "s", log: true, from: 1, to: 100))["xaxis"]!;
        Assert.Equal("wall clock (s)", (string?)axis["title"]!["text"]);
        Assert.Equal("log", (string?)axis["type"]);
        Assert.Equal([0, 2], axis["range"]!.AsArray().Select(end => (double)end!));
    }

    [Theory]
    [InlineData(2.0, 1.0, false)]
    [InlineData(0.0, 1.0, true)]
    [InlineData(double.NaN, 1.0, false)]
    public void WithX_ends_that_make_no_axis_are_refused(double from, double to, bool log)
        => Assert.Throws<ArgumentException>(() => Figure.Lines(Series.Of("a", Ramp)).WithX(log: log, from: from, to: to));

    [Fact]
    public void WithHorizontalLine_outside_the_data_widens_the_axis()
    {
        var layout = Layout(Figure.Lines(Series.Of("a", Ramp)).WithHorizontalLine(10, "goal"));
        Assert.True((double)layout["yaxis"]!["range"]![1]! > 10);
        Assert.Equal("goal", (string?)layout["shapes"]![0]!["label"]!["text"]);
    }

    [Fact]
    public void WithHorizontalLine_zero_on_a_log_axis_is_refused()
        => Assert.Throws<ArgumentException>(() => Figure.Lines(Series.Of("a", Ramp)).WithY(log: true).WithHorizontalLine(0));

    [Fact]
    public void WithTitle_called_leaves_the_original_unchanged()
    {
        var plain = Figure.Lines(Series.Of("a", Ramp));
        Assert.Equal("t", plain.WithTitle("t").Title);
        Assert.Null(plain.Title);
    }

    [Fact]
    public void Histogram_every_value_is_counted_once()
    {
        var trace = Data(Figure.Histogram(4, Series.Of("a", [0, 0.1, 1, 2, 3.9, 4])))[0]!;
        Assert.Equal([0, 2, 1, 1, 2, 0], trace["y"]!.AsArray().Select(count => (int)(double)count!));
        Assert.Equal([0, 0, 1, 2, 3, 4], trace["x"]!.AsArray().Select(edge => (double)edge!));
    }

    [Fact]
    public void Histogram_log_axis_bins_have_equal_ratio()
    {
        var trace = Data(Figure.Histogram(3, Series.Of("a", [0.001, 0.02, 1, 0])).WithX(log: true))[0]!;
        Assert.Equal([0.001, 0.001, 0.01, 0.1, 1], trace["x"]!.AsArray().Select(edge => Math.Round((double)edge!, 9)));
        Assert.Equal(3, trace["y"]!.AsArray().Sum(count => (double)count!));
    }

    [Fact]
    public void Bars_band_becomes_whiskers()
    {
        var whiskers = Data(Figure.Bars(["p", "q"], Series.Of("a", [1.0, 2.0]).WithBand([0.5, 1.5], [1.25, 2.5])))[0]!["error_y"]!;
        Assert.Equal([0.25, 0.5], whiskers["array"]!.AsArray().Select(up => (double)up!));
        Assert.Equal([0.5, 0.5], whiskers["arrayminus"]!.AsArray().Select(down => (double)down!));
    }

    [Fact]
    public void Bars_columns_that_do_not_fit_are_refused()
        => Assert.Contains("'a' has 3 values for 1 columns", Assert.Throws<ArgumentException>(() => Figure.Bars(["p"], Series.Of("a", Ramp))).Message, StringComparison.Ordinal);

    [Fact]
    public void HeatMap_keeps_rows_and_empties_what_is_not_finite()
        => Assert.Equal("[[1,null],[3,4]]", Data(Figure.HeatMap(new[,] { { 1, double.NaN }, { 3, 4 } }))[0]!["z"]!.ToJsonString().Replace(".0", ""));

    [Fact]
    public void Images_flat_and_square_pixels_are_the_same_picture()
    {
        byte[] flat = [0, 1, 2, 3];
        Assert.Equal(Figure.Images([new byte[,] { { 0, 1 }, { 2, 3 } }]).ToPlotlyJson(), Figure.Images([flat], width: 2).ToPlotlyJson());
    }

    [Fact]
    public void Images_last_row_not_full_is_refused() => Assert.Throws<ArgumentException>(() => Figure.Images([Ramp], width: 2));

    [Fact]
    public void Grid_same_name_has_one_legend_entry_and_one_color()
    {
        var figure = Figure.Grid(
            2,
            Figure.Lines(Series.Of("SFT", Ramp), Series.Of("RFT", Ramp)),
            Figure.Lines(Series.Of("RFT", Ramp)),
            Figure.Scatter(Series.Of("SFT", Ramp)));
        var traces = Data(figure);
        Assert.Equal([true, true, false, false], traces.Select(trace => (bool)trace!["showlegend"]!));
        Assert.Equal((string?)traces[1]!["line"]!["color"], (string?)traces[2]!["line"]!["color"]);
        Assert.Equal(["x", "x", "x2", "x3"], traces.Select(trace => (string?)trace!["xaxis"]));
        Assert.NotNull(Layout(figure)["yaxis3"]);
    }

    [Fact]
    public void Grid_of_a_grid_is_refused()
        => Assert.Throws<ArgumentException>(() => Figure.Grid(1, Figure.Grid(1, Figure.Lines(Series.Of("a", Ramp)), Figure.Lines(Series.Of("a", Ramp)))));

    [Fact]
    public void FromDataFrame_draws_columns_with_gaps()
    {
        var frame = new DataFrame(new Int32DataFrameColumn("epoch", [1, 2]), new DoubleDataFrameColumn("reward", new double?[] { 0.5, null }));
        var trace = Data(Figure.FromDataFrame(frame, x: "epoch", y: ["reward"]))[0]!;
        Assert.Equal("[0.5,null]", trace["y"]!.ToJsonString());
    }

    [Fact]
    public void FromDataFrame_unknown_column_lists_those_there_are()
    {
        var frame = new DataFrame(new Int32DataFrameColumn("epoch", [1, 2]));
        Assert.Contains("'epoch'", Assert.Throws<ArgumentException>(() => Figure.FromDataFrame(frame, "step", "reward")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromPlotlyJson_keeps_the_figure_and_finds_its_title()
    {
        var figure = Figure.FromPlotlyJson("""{ "data": [], "layout": { "title": { "text": "t" } } }""");
        Assert.Equal("t", figure.Title);
        Assert.Throws<InvalidOperationException>(() => figure.WithTitle("other"));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{\"layout\":{}}")]
    public void FromPlotlyJson_other_text_is_refused(string json) => Assert.Throws<ArgumentException>(() => Figure.FromPlotlyJson(json));

    private static JsonArray Data(Figure figure) => JsonNode.Parse(figure.ToPlotlyJson())!["data"]!.AsArray();

    private static JsonNode Layout(Figure figure) => JsonNode.Parse(figure.ToPlotlyJson())!["layout"]!;
}
