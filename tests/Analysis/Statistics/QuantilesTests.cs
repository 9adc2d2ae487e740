namespace VanishingGradients.Analysis.Statistics;

public sealed class QuantilesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 4)]
    [InlineData(50, 2.5)]
    [InlineData(10, 1.3)]
    public void Percentile_four_values_interpolates_linearly(double percent, double expected) =>
        Assert.Equal(expected, Quantiles.Percentile([4, 2, 1, 3], percent), 14);

    [Fact]
    public void Percentile_with_nan_is_nan() => Assert.True(double.IsNaN(Quantiles.Percentile([1, double.NaN, 2], 50)));

    [Fact]
    public void Percentile_empty_sample_throws() => Assert.Throws<InsufficientSampleException>(() => Quantiles.Percentile([], 50));

    [Theory]
    [InlineData(-1)]
    [InlineData(100.5)]
    [InlineData(double.NaN)]
    public void Percentile_outside_range_throws(double percent) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiles.Percentile([1, 2], percent));
}
