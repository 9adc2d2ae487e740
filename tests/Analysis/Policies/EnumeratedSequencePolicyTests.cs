using FsCheck.Xunit;
using VanishingGradients.Analysis.Bounds;

namespace VanishingGradients.Analysis.Policies;

public sealed class EnumeratedSequencePolicyTests
{
    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 60)]
    public void ExpectedRewardGradient_random_agrees_with_differences(SequenceCase random)
    {
        double Value(double[] weights) => ExactRewardStatistics.Of((random with { Weights = weights }).Policy.Outputs, random.Rewards).Mean;
        Close.Equal(Close.Differences(Value, random.Weights), random.Policy.ExpectedRewardGradient(random.Rewards), 1e-6, 1e-6);
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 300)]
    public void VarianceTerms_random_sum_to_the_variance(SequenceCase random)
    {
        var std = ExactRewardStatistics.Of(random.Policy.Outputs, random.Rewards).Std;
        Close.Equal(std * std, random.Policy.VarianceTerms(random.Rewards).Sum(), absolute: 1e-30);
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 200)]
    public void ScoreSecondMoment_random_is_the_mean_over_outputs_and_below_its_bounds(SequenceCase random)
    {
        var policy = random.Policy;
        var plain = 0.0;
        for (var y = 0; y < policy.Tree.OutputCount; y++)
        {
            var norm = VectorNorm.Euclidean(policy.SupervisedLossGradient(policy.Tree.TokensOf(y)));
            plain += policy.Outputs.Probabilities[y] * norm * norm;
        }

        var moment = policy.ScoreSecondMoment();
        Close.Equal(plain, moment);
        var byTokens = policy.Gamma * policy.Gamma * policy.TokenScoreSecondMoment();
        Assert.True(moment <= byTokens * (1 + 1e-9));
        Assert.True(policy.TokenScoreSecondMoment() <= random.Length * (1 - (1.0 / random.VocabularySize)) * (1 + 1e-9));
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 100)]
    public void SupervisedLossGradient_one_hot_reward_is_the_expected_gradient_over_two_p(SequenceCase random)
    {
        var policy = random.Policy;
        var target = policy.Tree.OutputCount / 2;
        var rewards = Enumerable.Repeat(-1.0, policy.Tree.OutputCount).ToArray();
        rewards[target] = 1;
        var supervised = policy.SupervisedLossGradient(policy.Tree.TokensOf(target));
        var scale = -2 * policy.Outputs.Probabilities[target];
        Close.Equal([.. supervised.Select(entry => scale * entry)], policy.ExpectedRewardGradient(rewards));
    }

    [Fact]
    public void ExpectedRewardGradient_one_token_with_unit_feature_is_the_logit_gradient()
    {
        double[] logits = [0.3, -2, 1.5, 0];
        double[] rewards = [1, 0.5, -1, 0.25];
        var policy = new EnumeratedSequencePolicy(new LinearSequenceModel(new(4, 1), logits, [1]));
        Close.Equal(LogitGradients.ExpectedReward(SoftmaxPolicy.FromLogits(logits), rewards), policy.ExpectedRewardGradient(rewards));
        Assert.Equal(1, policy.Gamma);
    }

    [Fact]
    public void PrefixValues_lead_from_the_value_to_the_rewards()
    {
        // Token 1 has probability ¼ everywhere.
        var policy = new EnumeratedSequencePolicy(new LinearSequenceModel(new(2, 2), [0, -Math.Log(3)], [1, 1, 1]));
        double[] rewards = [1, 0, -1, 0.5];
        var (afterZero, afterOne) = (0.75, -0.625);
        Close.Equal([(0.75 * afterZero) + (0.25 * afterOne), afterZero, afterOne, .. rewards], policy.PrefixValues(rewards));
    }

    [Fact]
    public void VarianceTerms_near_certain_output_do_not_vanish()
    {
        // Two tokens, each 1 with probability 1e-20: a reward for (1, 1) alone has std 2e-20.
        var logit = Math.Log(1e-20);
        var policy = new EnumeratedSequencePolicy(new LinearSequenceModel(new(2, 2), [0, logit], [1, 1, 1]));
        double[] rewards = [-1, -1, -1, 1];
        Close.Equal(2e-20, ExactRewardStatistics.Of(policy.Outputs, rewards).Std, relative: 1e-12, absolute: 0);
        Close.Equal(4e-40, policy.VarianceTerms(rewards).Sum(), relative: 1e-12, absolute: 0);
    }

    [Fact]
    public void ExpectedRewardGradient_nonlinear_model_agrees_with_differences()
    {
        double[] parameters = [0.7, -1.2, 0.4];
        double[] rewards = [.. Enumerable.Range(0, 27).Select(y => Math.Cos(y))];
        double Value(double[] moved) => ExactRewardStatistics.Of(new EnumeratedSequencePolicy(new SineModel(moved)).Outputs, rewards).Mean;
        var gradient = new EnumeratedSequencePolicy(new SineModel(parameters)).ExpectedRewardGradient(rewards);
        Close.Equal(Close.Differences(Value, parameters), gradient, 1e-7, 1e-9);
    }

    [Fact]
    public void Constructor_too_many_outputs_throws_with_advice()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new PrefixTree(50_000, 2));
        Assert.Contains("50000^2", exception.Message);
    }

    [Fact]
    public void SupervisedLossGradient_target_that_does_not_fit_throws()
    {
        var policy = new EnumeratedSequencePolicy(new LinearSequenceModel(new(2, 2), [0, 1], [1, 1, 1]));
        Assert.Throws<ArgumentException>(() => policy.SupervisedLossGradient([0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => policy.SupervisedLossGradient([0, 2]));
        Assert.Throws<ArgumentException>(() => policy.ExpectedRewardGradient([0, 1]));
        Assert.Throws<ArgumentException>(() => new LinearSequenceModel(new(2, 2), [0, 1], [1, 1]));
        Assert.Throws<ArgumentException>(() => new LinearSequenceModel(new(2, 2), [0, 1, 2], [1, 1, 1]));
    }

    [Fact]
    public void PrefixTree_numbers_go_there_and_back()
    {
        var tree = new PrefixTree(3, 3);
        Assert.Equal((13, 27), (tree.InnerCount, tree.OutputCount));
        for (var node = 0; node < tree.InnerCount + tree.OutputCount; node++)
            Assert.Equal(node, tree.NodeOf(tree.PrefixOf(node, new int[3])));
        Assert.Equal([2, 0, 1], tree.TokensOf(19));
    }

    [Trait("Category", "Golden")]
    [Fact]
    public void Golden_autoregressive_enumeration_agrees()
    {
        foreach (var golden in RlGolden.Cases("autoregressive_enumeration"))
        {
            var (vocabulary, length, dimension) = (golden.Integer("K"), golden.Integer("L"), golden.Integer("d"));
            var tree = new PrefixTree(vocabulary, length);
            var features = new double[tree.InnerCount * dimension];
            foreach (var entry in golden.GetProperty("phi").EnumerateArray())
                entry.Numbers("phi").CopyTo(features, tree.NodeOf(entry.Integers("prefix")) * dimension);
            var policy = new EnumeratedSequencePolicy(new LinearSequenceModel(tree, golden.Matrix("W"), features));
            var rewards = golden.Numbers("rewards");
            var statistics = ExactRewardStatistics.Of(policy.Outputs, rewards);
            var gradient = policy.ExpectedRewardGradient(rewards);

            Close.Equal(golden.Numbers("logprobs"), policy.Outputs.LogProbabilities.ToArray());
            Close.Equal(golden.Number("V"), statistics.Mean);
            Close.Equal(golden.Number("STD"), statistics.Std);
            Close.Equal(golden.Matrix("grad_W"), gradient);
            Close.Equal(golden.Number("grad_norm"), VectorNorm.Euclidean(gradient));
            Close.Equal(golden.Number("gamma"), policy.Gamma);
            Close.Equal(golden.Number("bound_paper"), ExpectedRewardBounds.Theorem1(length, policy.Gamma, statistics.Std).Value);
            Close.Equal(golden.Number("bound_T2"), ExpectedRewardBounds.Sequence(length, policy.Gamma, statistics.Std).Value);
            Close.Equal(golden.Number("bound_T3"), ExpectedRewardBounds.Fisher(statistics.Std, policy.ScoreSecondMoment()).Value);
            Close.Equal(golden.Number("E_score_norm_sq"), policy.ScoreSecondMoment());
            Close.Equal(golden.Number("E_score_norm_sq_upper"), policy.Gamma * policy.Gamma * length * (1 - (1.0 / vocabulary)));
            Close.Equal(golden.Numbers("law_of_total_variance_terms"), policy.VarianceTerms(rewards));
            Close.Equal(golden.Matrix("sft_grad_W"), policy.SupervisedLossGradient(golden.Integers("sft_target")));
        }
    }

    /// <summary>Three tokens, three positions, logits sin(θ_k (1 + l) + last token): not linear, with a Jacobian that depends on
    /// θ.</summary>
    private sealed class SineModel(double[] parameters) : ISequenceModel
    {
        public int VocabularySize => 3;

        public int Length => 3;

        public int ParameterCount => 3;

        public void Logits(ReadOnlySpan<int> prefix, Span<double> logits)
        {
            for (var k = 0; k < logits.Length; k++)
                logits[k] = Math.Sin(Phase(prefix, k));
        }

        public void AddParameterGradient(ReadOnlySpan<int> prefix, ReadOnlySpan<double> logitGradient, Span<double> gradient)
        {
            for (var k = 0; k < gradient.Length; k++)
                gradient[k] += logitGradient[k] * Math.Cos(Phase(prefix, k)) * (1 + prefix.Length);
        }

        public double JacobianNorm(ReadOnlySpan<int> prefix)
        {
            var largest = 0.0;
            for (var k = 0; k < parameters.Length; k++)
                largest = Math.Max(largest, Math.Abs(Math.Cos(Phase(prefix, k)) * (1 + prefix.Length)));
            return largest;
        }

        private double Phase(ReadOnlySpan<int> prefix, int output) =>
            (parameters[output] * (1 + prefix.Length)) + (prefix.IsEmpty ? 0 : prefix[^1]);
    }
}
