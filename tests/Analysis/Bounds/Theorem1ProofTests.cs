using FsCheck.Xunit;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.Bounds;

public sealed class Theorem1ProofTests
{
    private const double Rounding = 1 + 1e-9;

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 200)]
    public void Steps_random_policy_never_descend_and_end_at_theorem_1(PolicyCase random)
    {
        var std = ExactRewardStatistics.Of(random.Policy, random.Rewards).Std;
        if (std == 0)
            return;
        var steps = Theorem1Proof.Steps(random.Policy, random.Rewards);
        Assert.Equal(5, steps.Count);
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.InRange(pair.First.Value, 0, pair.Second.Value * Rounding));
        Close.Equal(ExpectedRewardBounds.Theorem1(1, 1, std).Value, steps[^1].Value);
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 100)]
    public void Steps_best_threshold_lowers_the_constant_from_6_to_3_times_the_cube_root_of_4(PolicyCase random)
    {
        var std = ExactRewardStatistics.Of(random.Policy, random.Rewards).Std;
        if (std == 0)
            return;
        var paper = Theorem1Proof.Threshold(std);
        var best = Theorem1Proof.Steps(random.Policy, random.Rewards, Math.Cbrt(4) * paper);
        Assert.All(best, step => Assert.InRange(best[0].Value, 0, step.Value * Rounding));
        Close.Equal(3 * Math.Cbrt(4) * paper, best[^1].Value);
    }

    [Fact]
    public void Steps_constant_reward_needs_a_threshold()
    {
        var policy = SoftmaxPolicy.FromLogits([0, 1]);
        Assert.Equal("threshold", Assert.Throws<ArgumentOutOfRangeException>(() => Theorem1Proof.Steps(policy, [0.5, 0.5])).ParamName);
        Assert.Equal(0, Theorem1Proof.Steps(policy, [0.5, 0.5], 0.1)[0].Value);
    }

    [Fact]
    public void Steps_reward_outside_the_range_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Theorem1Proof.Steps(SoftmaxPolicy.FromLogits([0, 1]), [0, 2]));
}
