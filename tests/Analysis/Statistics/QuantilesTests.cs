using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

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

    [Theory]
    [InlineData(5, new double[] { 5 })]
    [InlineData(2, new double[] { 3, 1, 2 })]
    [InlineData(2.5, new double[] { 100, 2, 3, -50 })]
    [InlineData(4, new double[] { 1000, 3, 4, 5, -1000 })]
    public void InterquartileMean_known_sample_leaves_out_a_quarter_at_each_end(double expected, double[] values) =>
        Assert.Equal(expected, Quantiles.InterquartileMean(values), 14);

    [Property]
    public Property InterquartileMean_lies_between_the_quartiles() => Prop.ForAll(GeneratedRewards.Many, values =>
        values.Length == 0
        || (Quantiles.InterquartileMean(values) >= Quantiles.Percentile(values, 25) - 1e-12
            && Quantiles.InterquartileMean(values) <= Quantiles.Percentile(values, 75) + 1e-12));

    [Property]
    public Property InterquartileMean_symmetric_sample_is_the_mean() => Prop.ForAll(GeneratedRewards.Many, values =>
        values.Length == 0
        || GeneratedRewards.Near(0.3, Quantiles.InterquartileMean([.. values.Select(value => 0.3 + value), .. values.Select(value => 0.3 - value)])));

    [Fact]
    public void InterquartileMean_with_nan_is_nan_and_of_nothing_throws()
    {
        Assert.True(double.IsNaN(Quantiles.InterquartileMean([1, double.NaN, 2])));
        Assert.Throws<InsufficientSampleException>(() => Quantiles.InterquartileMean([]));
    }
}
