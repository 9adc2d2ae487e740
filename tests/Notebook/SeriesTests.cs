namespace VanishingGradients.Notebook;

public sealed class SeriesTests
{
    [Fact]
    public void Of_more_x_than_y_names_the_series_and_both_counts()
    {
        var error = Assert.Throws<ArgumentException>(() => Series.Of("reward", [1, 2, 3], [0.5, 0.6]));
        Assert.Contains("'reward' has 2 y values but 3 x values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_no_values_is_refused()
        => Assert.Contains("'reward' has no points", Assert.Throws<ArgumentException>(() => Series.Of("reward", Array.Empty<float>())).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_only_y_counts_from_zero() => Assert.Equal([0, 1, 2], Series.Of("loss", [3f, 2f, 1f]).X);

    [Fact]
    public void WithBand_too_short_is_refused()
        => Assert.Contains("1 lower ends", Assert.Throws<ArgumentException>(() => Series.Of("reward", [1.0, 2.0]).WithBand([0.5], [1.5, 2.5])).Message, StringComparison.Ordinal);

    [Fact]
    public void WithHover_too_long_is_refused()
        => Assert.Throws<ArgumentException>(() => Series.Of("reward", [1.0]).WithHover(["a", "b"]));

    [Fact]
    public void With_methods_leave_the_original_unchanged()
    {
        var plain = Series.Of("reward", [1.0]);
        var changed = plain.WithStyle(LineStyle.Dot).WithColor(2).WithMarkers();
        Assert.Equal((LineStyle.Solid, null, false), (plain.Style, plain.Color, plain.Markers));
        Assert.Equal((LineStyle.Dot, 2, true), (changed.Style, changed.Color, changed.Markers));
    }
}
