using FsCheck.Xunit;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.Bounds;

public sealed class SurrogateBoundsTests
{
    private const double Clip = 0.2;

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 1000)]
    public void Every_bound_random_policy_near_or_far_from_the_rollout_holds(PolicyCase random, byte distance)
    {
        var rollout = random.Policy;
        var shift = distance / 64.0;
        var policy = SoftmaxPolicy.FromLogits([.. random.Logits.Select((logit, k) => logit + (shift * Math.Sin(k * 1.7)))]);
        AllHold(policy, rollout, random.Rewards, 1, policy.OutputCount, 1, values => LogitGradients.ExpectedReward(policy, values));
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 300)]
    public void Every_bound_random_sequence_policy_holds(SequenceCase random, byte distance)
    {
        var rollout = random.Policy;
        var shift = distance / 128.0;
        var moved = (random with { Weights = [.. random.Weights.Select((weight, k) => weight + (shift * Math.Sin(k * 1.7)))] }).Policy;
        double[] Gradient(double[] values) => moved.ExpectedRewardGradient(values);
        AllHold(moved.Outputs, rollout.Outputs, random.Rewards, random.Length, random.VocabularySize, moved.Gamma, Gradient);
    }

    [Fact]
    public void TotalVariation_on_policy_is_the_paper_bound() =>
        Assert.Equal(ExpectedRewardBounds.Theorem1(3, 2, 0.4).Value, SurrogateBounds.TotalVariation(3, 2, 0.4, 0).Value);

    [Fact]
    public void Fisher_wider_reward_range_weighs_the_distance_more() =>
        Close.Equal(Math.Sqrt(0.5) * Math.Sqrt(0.09 + (16 * 0.25)), SurrogateBounds.Fisher(1, 2, 1, 0.3, 0.25, new(0, 4)).Value);

    [Fact]
    public void Clip_input_at_the_bottom_of_the_range_stays_small_where_the_distance_is_large() =>
        Close.Equal(Math.Sqrt(0.5) * 2 * Math.Sqrt((1.2 * 1e-6) + 1e-8), SurrogateBounds.Clip(1, 2, 2, 1e-3, 1e-4, 0.2).Value);

    [Fact]
    public void Arguments_out_of_range_throw_with_their_names()
    {
        static string? Name(Func<GradientBound> bound) => Assert.Throws<ArgumentOutOfRangeException>(() => bound()).ParamName;
        Assert.Equal("totalVariation", Name(() => SurrogateBounds.TotalVariation(1, 1, 0.1, 1.1)));
        Assert.Equal("totalVariation", Name(() => SurrogateBounds.Fisher(1, 2, 1, 0.1, -0.1)));
        Assert.Equal("rolloutStd", Name(() => SurrogateBounds.TotalVariation(1, 1, 1.1, 0.1)));
        Assert.Equal("rolloutStd", Name(() => SurrogateBounds.Fisher(1, 2, 1, 1.1, 0.1)));
        Assert.Equal("range", Name(() => SurrogateBounds.Fisher(1, 2, 1, 0, 0.1, default(Rewards.RewardRange))));
        Assert.Equal("meanAboveMinimum", Name(() => SurrogateBounds.Clip(1, 2, 1, 0.1, -0.1, 0.2)));
        Assert.Equal("clip", Name(() => SurrogateBounds.Clip(1, 2, 1, 0.1, 0.1, 1.2)));
        Assert.Equal("dualClip", Name(() => SurrogateBounds.DualClip(1, 2, 1, 0.1, double.PositiveInfinity)));
    }

    private static void AllHold(
        SoftmaxPolicy policy,
        SoftmaxPolicy rollout,
        double[] rewards,
        int length,
        int vocabulary,
        double gamma,
        Func<double[], double[]> gradient)
    {
        const double DualClip = 3;
        var plain = ClippedSurrogate.Evaluate(policy, rollout, rewards, Clip);
        var dual = ClippedSurrogate.Evaluate(policy, rollout, rewards, Clip, DualClip);
        var (std, distance) = (plain.RolloutRewards.Std, plain.TotalVariation);
        var norm = VectorNorm.Euclidean(gradient([.. plain.ActiveAdvantages]));
        var dualNorm = VectorNorm.Euclidean(gradient([.. dual.ActiveAdvantages]));
        BoundCheck[] checks =
        [
            SurrogateBounds.TotalVariation(length, gamma, std, distance).Check(norm),
            SurrogateBounds.Fisher(length, vocabulary, gamma, std, distance).Check(norm),
            SurrogateBounds.Clip(length, vocabulary, gamma, std, Math.Max(0, plain.RolloutRewards.Mean - rewards.Min()), Clip).Check(norm),
            SurrogateBounds.DualClip(length, vocabulary, gamma, std, DualClip).Check(dualNorm),
        ];
        Assert.All(checks, check => Assert.True(check.Holds, check.ToString()));
    }
}
