using FsCheck.Xunit;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.Bounds;

public sealed class ExpectedRewardBoundsTests
{
    private static double Norm(SoftmaxPolicy policy, double[] rewards) =>
        VectorNorm.Euclidean(LogitGradients.ExpectedReward(policy, rewards));

    private static void AllHold(SoftmaxPolicy policy, double[] rewards)
    {
        var gradient = LogitGradients.ExpectedReward(policy, rewards);
        var (norm, std) = (VectorNorm.Euclidean(gradient), ExactRewardStatistics.Of(policy, rewards).Std);
        BoundCheck[] checks =
        [
            ExpectedRewardBounds.Theorem1(1, 1, std).Check(norm),
            ExpectedRewardBounds.SingleToken(1, std).Check(norm),
            ExpectedRewardBounds.SingleTokenMode(policy.Probabilities[policy.Mode], 1, std).Check(norm),
            ExpectedRewardBounds.SingleTokenAbsolute(std).Check(VectorNorm.Absolute(gradient)),
            ExpectedRewardBounds.Sequence(1, 1, std).Check(norm),
            ExpectedRewardBounds.Fisher(std, policy.ScoreSecondMoment()).Check(norm),
            ExpectedRewardBounds.FisherJacobian(1, policy.OutputCount, 1, std).Check(norm),
        ];
        Assert.All(checks, check => Assert.True(check.Holds, check.ToString()));
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 1000)]
    public void Every_single_token_bound_random_policy_holds(PolicyCase random) => AllHold(random.Policy, random.Rewards);

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 500)]
    public void Every_sequence_bound_random_policy_holds(SequenceCase random)
    {
        var policy = random.Policy;
        var norm = VectorNorm.Euclidean(policy.ExpectedRewardGradient(random.Rewards));
        var std = ExactRewardStatistics.Of(policy.Outputs, random.Rewards).Std;
        BoundCheck[] checks =
        [
            ExpectedRewardBounds.Theorem1(random.Length, policy.Gamma, std).Check(norm),
            ExpectedRewardBounds.Sequence(random.Length, policy.Gamma, std).Check(norm),
            ExpectedRewardBounds.Fisher(std, policy.ScoreSecondMoment()).Check(norm),
            ExpectedRewardBounds.FisherJacobian(random.Length, random.VocabularySize, policy.Gamma, std).Check(norm),
        ];
        Assert.All(checks, check => Assert.True(check.Holds, check.ToString()));
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 500)]
    public void TwoValued_random_policy_and_output_is_an_equality(PolicyCase random, bool best)
    {
        var policy = random.Policy;
        var output = best ? policy.Mode : policy.OutputCount - 1;
        double[] rewards = [.. Enumerable.Range(0, policy.OutputCount).Select(k => k == output ? 0.8 : 0.3)];
        var supervised = VectorNorm.Euclidean(LogitGradients.SupervisedLoss(policy, output));
        var std = ExactRewardStatistics.Of(policy, rewards).Std;
        var norm = Norm(policy, rewards);
        Assert.True(ExpectedRewardBounds.TwoValued(0.5, policy.Probabilities[output], supervised).Check(norm).Holds);
        Assert.True(ExpectedRewardBounds.TwoValuedQuadratic(0.5, 1, std).Check(norm).Holds);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1_000)]
    [InlineData(50_000)]
    public void Every_single_token_bound_few_or_many_outputs_holds(int outputs)
    {
        var random = new Random(outputs);
        foreach (var kind in Enum.GetValues<EnsembleReward>())
            AllHold(SoftmaxPolicy.FromLogits(RandomCases.Normals(random, outputs, 3)), PolicyEnsemble.DrawRewards(kind, outputs, random));
    }

    [Fact]
    public void Every_single_token_bound_tiny_std_holds()
    {
        var random = new Random(5);
        for (var repeat = 0; repeat < 200; repeat++)
        {
            double[] rewards = [.. RandomCases.Normals(random, 10, 1e-12).Select(noise => 0.5 + noise)];
            var policy = SoftmaxPolicy.FromLogits(RandomCases.Normals(random, 10, 1));
            Assert.InRange(ExactRewardStatistics.Of(policy, rewards).Std, 1e-14, 1e-11);
            AllHold(policy, rewards);
        }
    }

    [Theory]
    [InlineData(0, double.NegativeInfinity, -1)]
    [InlineData(0, -1000, 1)]
    [InlineData(0.3, 0.1, 1)]
    public void Every_single_token_bound_certain_output_or_constant_reward_is_kept(double first, double second, double reward) =>
        AllHold(SoftmaxPolicy.FromLogits([first, second]), [1, reward]);

    [Fact]
    public void SingleToken_constant_reward_is_tight_at_zero()
    {
        var check = ExpectedRewardBounds.SingleToken(1, 0).Check(Norm(SoftmaxPolicy.FromLogits([1, 2, 3]), [0.4, 0.4, 0.4]));
        Assert.Equal((0, true), (check.Ratio, check.IsTight));
    }

    [Fact]
    public void SingleToken_two_outputs_of_probability_half_is_tight()
    {
        var policy = SoftmaxPolicy.FromLogits([0, 0]);
        var std = ExactRewardStatistics.Of(policy, [-0.2, 0.7]).Std;
        var norm = Norm(policy, [-0.2, 0.7]);
        Assert.True(ExpectedRewardBounds.SingleToken(1, std).Check(norm).IsTight);
        Assert.True(ExpectedRewardBounds.SingleTokenMode(0.5, 1, std).Check(norm).IsTight);
        Assert.True(ExpectedRewardBounds.SingleTokenAbsolute(std).Check(norm * Math.Sqrt(2)).IsTight);
        Assert.True(ExpectedRewardBounds.FisherJacobian(1, 2, 1, std).Check(norm).IsTight);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Sequence_uniform_tokens_shared_features_and_additive_reward_is_tight(int length)
    {
        var tree = new PrefixTree(2, length);
        var policy = new EnumeratedSequencePolicy(new LinearSequenceModel(tree, [0, 0], [.. Enumerable.Repeat(1.7, tree.InnerCount)]));
        double Additive(int output) => tree.TokensOf(output).Sum(token => (2.0 * token) - 1) / length;
        double[] rewards = [.. Enumerable.Range(0, tree.OutputCount).Select(Additive)];
        var std = ExactRewardStatistics.Of(policy.Outputs, rewards).Std;
        var norm = VectorNorm.Euclidean(policy.ExpectedRewardGradient(rewards));
        var check = ExpectedRewardBounds.Sequence(length, policy.Gamma, std).Check(norm);
        Assert.True(check.IsTight, check.ToString());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 0.3)]
    [InlineData(100, 1e-9)]
    public void Sequence_any_std_up_to_one_is_far_below_theorem_1(int length, double std)
    {
        var ratio = ExpectedRewardBounds.Sequence(length, 2, std).Value / ExpectedRewardBounds.Theorem1(length, 2, std).Value;
        Assert.InRange(ratio, 0, 1.0000001 / (6 * Math.Sqrt(2)));
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 200)]
    public void Theorem1_rescaled_reward_scales_the_bound(PolicyCase random)
    {
        const double Scale = 50;
        var policy = random.Policy;
        double[] scaled = [.. random.Rewards.Select(reward => Scale * (1 + reward))];
        var std = ExactRewardStatistics.Of(policy, random.Rewards).Std;
        var scaledStd = ExactRewardStatistics.Of(policy, scaled).Std;
        Close.Equal(
            Scale * ExpectedRewardBounds.Theorem1(3, 2, std).Value,
            ExpectedRewardBounds.Theorem1(3, 2, scaledStd, new(0, 2 * Scale)).Value,
            relative: 1e-7);
    }

    [Trait("Category", "Golden")]
    [Fact]
    public void Golden_policy_gradient_bounds_agree()
    {
        foreach (var golden in RlGolden.Cases("policy_gradients"))
        {
            var policy = SoftmaxPolicy.FromLogits(golden.Numbers("logits"));
            var std = ExactRewardStatistics.Of(policy, golden.Numbers("rewards")).Std;
            Close.Equal(golden.Number("bound_std_over_sqrt2"), ExpectedRewardBounds.SingleToken(1, std).Value);
            var largest = policy.Probabilities[policy.Mode];
            Close.Equal(golden.Number("bound_sqrtmaxp_std"), ExpectedRewardBounds.SingleTokenMode(largest, 1, std).Value);
            Close.Equal(golden.Number("paper_bound_6std23"), ExpectedRewardBounds.Theorem1(1, 1, std).Value);
        }
    }

    [Fact]
    public void Arguments_out_of_range_throw_with_their_names()
    {
        static string? Name(Func<GradientBound> bound) => Assert.Throws<ArgumentOutOfRangeException>(() => bound()).ParamName;
        Assert.Equal("length", Name(() => ExpectedRewardBounds.Theorem1(0, 1, 0.5)));
        Assert.Equal("gamma", Name(() => ExpectedRewardBounds.Theorem1(1, -1, 0.5)));
        Assert.Equal("std", Name(() => ExpectedRewardBounds.Theorem1(1, 1, 1.5)));
        Assert.Equal("range", Name(() => ExpectedRewardBounds.Theorem1(1, 1, 0, new(1, 1))));
        Assert.Equal("std", Name(() => ExpectedRewardBounds.SingleToken(1, double.NaN)));
        Assert.Equal("largestProbability", Name(() => ExpectedRewardBounds.SingleTokenMode(1.1, 1, 1)));
        Assert.Equal("length", Name(() => ExpectedRewardBounds.Sequence(0, 1, 1)));
        Assert.Equal("scoreSecondMoment", Name(() => ExpectedRewardBounds.Fisher(1, -1)));
        Assert.Equal("outputCount", Name(() => ExpectedRewardBounds.FisherJacobian(1, 1, 1, 1)));
        Assert.Equal("probability", Name(() => ExpectedRewardBounds.TwoValued(1, 2, 1)));
        Assert.Equal("rewardGap", Name(() => ExpectedRewardBounds.TwoValuedQuadratic(0, 1, 1)));
    }
}
