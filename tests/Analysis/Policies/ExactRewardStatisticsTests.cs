using FsCheck.Xunit;

namespace VanishingGradients.Analysis.Policies;

public sealed class ExactRewardStatisticsTests
{
    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-12)]
    [InlineData(1e-40)]
    [InlineData(1e-300)]
    public void Of_two_valued_reward_has_the_closed_form_std(double probability)
    {
        var policy = SoftmaxPolicy.FromProbabilities([probability, (1 - probability) / 2, (1 - probability) / 2]);
        var statistics = ExactRewardStatistics.Of(policy, [0.9, -0.7, -0.7]);
        Close.Equal(1.6 * Math.Sqrt(probability * (1 - probability)), statistics.Std, relative: 1e-12, absolute: 0);
        Close.Equal(2 * 1.6 * probability * (1 - probability), statistics.MeanAbsoluteDeviation, relative: 1e-12, absolute: 0);
        Close.Equal((0.9 * probability) - (0.7 * (1 - probability)), statistics.Mean, relative: 1e-12);
    }

    [Fact]
    public void Of_probability_below_the_smallest_double_still_has_a_std()
    {
        var policy = SoftmaxPolicy.FromLogits([0, -1000]);
        Assert.Equal(0, policy.Probabilities[1]);
        Close.Equal(2 * Math.Exp(-500), ExactRewardStatistics.Of(policy, [-1, 1]).Std, relative: 1e-12, absolute: 0);
    }

    [Fact]
    public void Of_nearly_constant_reward_keeps_its_precision()
    {
        var spread = Math.BitIncrement(0.5) - 0.5;
        var statistics = ExactRewardStatistics.Of(SoftmaxPolicy.FromProbabilities([0.3, 0.7]), [0.5, 0.5 + spread]);
        Close.Equal(spread * Math.Sqrt(0.21), statistics.Std, relative: 1e-12, absolute: 0);
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 500)]
    public void Of_random_agrees_with_the_textbook_formulas(PolicyCase random)
    {
        var policy = random.Policy;
        var statistics = ExactRewardStatistics.Of(policy, random.Rewards);
        var mean = policy.Probabilities.ToArray().Zip(random.Rewards, (p, r) => p * r).Sum();
        var variance = policy.Probabilities.ToArray().Zip(random.Rewards, (p, r) => p * (r - mean) * (r - mean)).Sum();
        Close.Equal(mean, statistics.Mean);
        Close.Equal(variance, statistics.Std * statistics.Std);
        Assert.True(statistics.MeanAbsoluteDeviation <= statistics.Std * (1 + 1e-9));
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 200)]
    public void Of_constant_reward_is_exactly_zero(PolicyCase random)
    {
        var constant = Enumerable.Repeat(random.Rewards[0], random.Rewards.Length).ToArray();
        Assert.Equal(new(random.Rewards[0], 0, 0), ExactRewardStatistics.Of(random.Policy, constant));
    }

    [Fact]
    public void Of_reward_that_is_not_finite_throws_with_its_place()
    {
        var policy = SoftmaxPolicy.FromLogits([0, 0]);
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => ExactRewardStatistics.Of(policy, [0, double.NaN]));
        Assert.Equal("rewards", exception.ParamName);
        Assert.Contains("entry 1", exception.Message);
    }

    [Fact]
    public void Of_wrong_number_of_rewards_throws() =>
        Assert.Throws<ArgumentException>(() => ExactRewardStatistics.Of(SoftmaxPolicy.FromLogits([0, 0]), [0]));
}
