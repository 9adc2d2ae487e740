using Microsoft.Data.Analysis;

namespace VanishingGradients.Notebook;

public sealed class TableTests
{
    [Fact]
    public void Of_records_names_columns_after_properties()
        => Assert.Equal(["input", "reward std"], Table.Of([new Row("x<1>", 0.5)]).Columns);

    [Fact]
    public void Of_tuples_without_enough_names_is_refused()
        => Assert.Throws<ArgumentException>(() => Table.Of([("a", 1, 2.0)], "name", "count"));

    [Fact]
    public void Of_tuples_of_more_than_seven_elements_has_a_column_for_each()
        => Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, "nine"], Table.Of([(1, 2, 3, 4, 5, 6, 7, 8, "nine")], [.. "abcdefghi".Select(c => $"{c}")]).Rows[0]);

    [Fact]
    public void ToString_columns_are_aligned()
        => Assert.Equal("run  reward\na     0.125\nbc       10\n", Table.Of([("a", 0.125), ("bc", 10.0)], "run", "reward").ToString());

    [Fact]
    public void ToHtml_text_is_escaped()
    {
        var html = Table.Of([new Row("<script>", 1)]).WithCaption("a & b").ToHtml();
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("a &amp; b", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void WithHighlight_marks_only_the_cells_asked_for()
    {
        var table = Table.Of([("a", 0.01), ("b", 0.2)], "test", "p").WithHighlight<double>("p", p => p < 0.05);
        Assert.Contains("0.01*", table.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("0.2*", table.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WithFormat_unknown_column_lists_those_there_are()
        => Assert.Contains("'p'", Assert.Throws<ArgumentException>(() => Table.Of([("a", 1.0)], "test", "p").WithFormat("q", "F2")).Message, StringComparison.Ordinal);

    [Fact]
    public void WithMaxRows_fewer_than_there_are_tells_how_many_are_left_out()
        => Assert.EndsWith("and 3 more rows, of 5\n", Table.Of(Enumerable.Range(0, 5).Select(i => (i, i)), "a", "b").WithMaxRows(2).ToString(), StringComparison.Ordinal);

    [Fact]
    public void ToHtml_badge_shows_its_word()
        => Assert.Contains(">holds</span>", Table.Of([("claim 1", Badge.Good("holds"))], "claim", "verdict").ToHtml(), StringComparison.Ordinal);

    [Fact]
    public void Of_data_frame_missing_values_are_empty()
    {
        var table = Table.Of(new DataFrame(new DoubleDataFrameColumn("reward", new double?[] { 0.25, null })));
        Assert.Equal("reward\n  0.25\n\n", table.ToString());
    }

    [Theory]
    [InlineData(0.123456, "0.1235")]
    [InlineData(123456.7, "123457")]
    [InlineData(0.00001234567, "1.235e-5")]
    [InlineData(-12345678.0, "-1.235e7")]
    [InlineData(0.0, "0")]
    [InlineData(double.NaN, "NaN")]
    public void CellText_numbers_have_four_significant_digits(double value, string expected) => Assert.Equal(expected, CellText.Of(value));

    private sealed record Row(string Input, double RewardStd);
}
