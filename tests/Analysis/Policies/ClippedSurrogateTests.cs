using FsCheck.Xunit;
using VanishingGradients.Analysis.Bounds;

namespace VanishingGradients.Analysis.Policies;

public sealed class ClippedSurrogateTests
{
    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 100)]
    public void Evaluate_random_gradient_agrees_with_differences_away_from_kinks(PolicyCase random, bool dual)
    {
        const double Clip = 0.2;
        const double Tolerance = 1e-6;
        var dualClip = dual ? 2 : double.PositiveInfinity;
        var rollout = random.Policy;
        double[] moved = [.. random.Logits.Select((logit, k) => logit + (0.5 * Math.Sin(k + random.Rewards[0])))];
        ClippedSurrogate At(double[] logits) =>
            ClippedSurrogate.Evaluate(SoftmaxPolicy.FromLogits(logits), rollout, random.Rewards, Clip, dualClip);
        var policy = SoftmaxPolicy.FromLogits(moved);
        for (var k = 0; k < moved.Length; k++)
        {
            var ratio = Math.Exp(policy.LogProbabilities[k] - rollout.LogProbabilities[k]);
            if (new[] { 1 - Clip, 1 + Clip, dualClip }.Any(kink => Math.Abs(ratio - kink) < 1e-3))
                return;
        }

        Close.Equal(Close.Differences(logits => At(logits).Value, moved), At(moved).LogitGradient, Tolerance, Tolerance);
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 200)]
    public void Evaluate_on_policy_is_the_expected_reward_gradient(PolicyCase random)
    {
        var surrogate = ClippedSurrogate.Evaluate(random.Policy, random.Policy, random.Rewards, 0.2);
        Close.Equal(0, surrogate.Value);
        Assert.Equal(0, surrogate.TotalVariation);
        Close.Equal(LogitGradients.ExpectedReward(random.Policy, random.Rewards), surrogate.LogitGradient);
    }

    [Fact]
    public void Evaluate_dual_clip_stops_an_output_with_negative_advantage_that_grew()
    {
        var (policy, rollout) = (SoftmaxPolicy.FromProbabilities([0.9, 0.1]), SoftmaxPolicy.FromProbabilities([0.1, 0.9]));
        Assert.True(ClippedSurrogate.Evaluate(policy, rollout, [-1, 1], 0.2).ActiveAdvantages[0] < 0);
        var dual = ClippedSurrogate.Evaluate(policy, rollout, [-1, 1], 0.2, dualClip: 3);
        Assert.Equal(0, dual.ActiveAdvantages[0]);
        // A = (-1.8, 0.2): 0.1 · 3 · (-1.8) for the first output, p A = 0.1 · 0.2 for the second.
        Close.Equal(-0.54 + 0.02, dual.Value);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(0.2, 1.1)]
    public void Evaluate_clip_out_of_range_throws(double clip, double dualClip)
    {
        var policy = SoftmaxPolicy.FromLogits([0, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ClippedSurrogate.Evaluate(policy, policy, [0, 1], clip, dualClip));
    }

    [Trait("Category", "Golden")]
    [Fact]
    public void Golden_ppo_surrogate_agrees()
    {
        foreach (var golden in RlGolden.Cases("ppo_surrogate"))
        {
            var surrogate = ClippedSurrogate.Evaluate(
                SoftmaxPolicy.FromLogits(golden.Numbers("logits")),
                SoftmaxPolicy.FromLogits(golden.Numbers("rollout_logits")),
                golden.Numbers("rewards"),
                golden.Number("clip"));
            var (outputs, std, distance) = (surrogate.LogitGradient.Count, surrogate.RolloutRewards.Std, surrogate.TotalVariation);

            Close.Equal(golden.Number("J"), surrogate.Value);
            Close.Equal(golden.Numbers("grad_logits"), surrogate.LogitGradient);
            Close.Equal(golden.Number("grad_norm"), VectorNorm.Euclidean([.. surrogate.LogitGradient]));
            Close.Equal(golden.Number("V_rollout"), surrogate.RolloutRewards.Mean);
            Close.Equal(golden.Number("STD_rollout"), std);
            Close.Equal(golden.Number("TV"), distance);
            Close.Equal(golden.Number("bound_P1"), SurrogateBounds.TotalVariation(1, 1, std, distance).Value);
            Close.Equal(golden.Number("bound_P2"), SurrogateBounds.Fisher(1, outputs, 1, std, distance).Value);
        }
    }
}
