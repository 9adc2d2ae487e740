using FsCheck.Xunit;

namespace VanishingGradients.Analysis.Policies;

public sealed class ReinforceEstimatorTests
{
    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 200)]
    public void Variance_random_agrees_with_the_mean_squared_distance_over_outputs(PolicyCase random)
    {
        var policy = random.Policy;
        var expected = LogitGradients.ExpectedReward(policy, random.Rewards);
        var baseline = random.Rewards[0] / 2;
        var variance = 0.0;
        for (var y = 0; y < policy.OutputCount; y++)
        {
            var estimate = ReinforceEstimator.Gradient(policy, random.Rewards, [y], baseline);
            var distance = VectorNorm.Euclidean([.. estimate.Zip(expected, (a, b) => a - b)]);
            variance += policy.Probabilities[y] * distance * distance;
        }

        Close.Equal(variance, ReinforceEstimator.Variance(policy, random.Rewards, baseline));
    }

    [Fact]
    public void Gradient_all_outputs_in_proportion_is_the_expected_gradient()
    {
        var policy = SoftmaxPolicy.FromProbabilities([0.25, 0.5, 0.25]);
        double[] rewards = [1, -0.5, 0.25];
        Close.Equal(LogitGradients.ExpectedReward(policy, rewards), ReinforceEstimator.Gradient(policy, rewards, [0, 1, 1, 2], 0.4));
    }

    [Fact]
    public void Variance_certain_output_with_its_reward_as_baseline_is_rare_event_times_two()
    {
        // The rare output has probability 1e-30, estimate (r - b)(e - p) of squared norm 4 · 2.
        var variance = ReinforceEstimator.Variance(SoftmaxPolicy.FromLogits([0, Math.Log(1e-30)]), [-1, 1], -1);
        Close.Equal(8e-30, variance, relative: 1e-12, absolute: 0);
    }

    [Fact]
    public void Gradient_no_samples_or_a_sample_outside_throws()
    {
        var policy = SoftmaxPolicy.FromLogits([0, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ReinforceEstimator.Gradient(policy, [1, 0], [], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReinforceEstimator.Gradient(policy, [1, 0], [2], 0));
    }
}
