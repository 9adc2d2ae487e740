namespace VanishingGradients.Rewards;

public sealed class RewardRangeTests
{
    [Fact]
    public void Validate_reward_outside_throws_naming_the_output_and_the_value()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => RewardRange.SignedUnit.Validate([0, 1, -1.5]));
        Assert.Equal(-1.5, exception.ActualValue);
        Assert.Contains("output 2", exception.Message);
    }

    [Fact]
    public void Validate_rewards_inside_pass()
    {
        new RewardRange(0, 100).Validate([0, 50, 100]);
        Assert.Equal(50, new RewardRange(0, 100).HalfWidth);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(1.0000001, false)]
    [InlineData(double.NaN, false)]
    public void Contains_ends_are_included(double reward, bool expected) =>
        Assert.Equal(expected, RewardRange.SignedUnit.Contains(reward));

    [Theory]
    [InlineData(1, -1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    public void New_impossible_ends_throw(double minimum, double maximum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RewardRange(minimum, maximum));
}
