namespace VanishingGradients.Analysis.Bounds;

public sealed class BoundCheckTests
{
    private static BoundCheck Check(BoundKind kind, double bound, double norm) =>
        new GradientBound("name", "equation", kind, bound).Check(norm);

    [Fact]
    public void Ratio_zero_over_zero_is_zero_and_tight()
    {
        var check = Check(BoundKind.Upper, 0, 0);
        Assert.Equal((0, 0), (check.Ratio, check.Slack));
        Assert.True(check.IsTight);
        Assert.True(check.Holds);
    }

    [Fact]
    public void Ratio_positive_norm_over_zero_is_infinite_and_breaks_the_bound()
    {
        var check = Check(BoundKind.Upper, 0, 1e-300);
        Assert.Equal(double.PositiveInfinity, check.Ratio);
        Assert.False(check.Holds);
    }

    [Theory]
    [InlineData(BoundKind.Upper, 0.5, true)]
    [InlineData(BoundKind.Upper, 2, false)]
    [InlineData(BoundKind.Lower, 0.5, false)]
    [InlineData(BoundKind.Lower, 2, true)]
    [InlineData(BoundKind.Identity, 2, false)]
    [InlineData(BoundKind.Identity, 1, true)]
    public void Holds_by_kind(BoundKind kind, double norm, bool holds) => Assert.Equal(holds, Check(kind, 1, norm).Holds);

    [Fact]
    public void Slack_is_bound_less_norm() =>
        Assert.Equal((0.75, 0.25), (Check(BoundKind.Upper, 1, 0.25).Slack, Check(BoundKind.Upper, 1, 0.25).Ratio));

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Check_norm_that_is_none_throws(double norm) =>
        Assert.Equal("norm", Assert.Throws<ArgumentOutOfRangeException>(() => Check(BoundKind.Upper, 1, norm)).ParamName);
}
