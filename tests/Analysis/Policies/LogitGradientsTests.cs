using FsCheck.Xunit;

namespace VanishingGradients.Analysis.Policies;

public sealed class LogitGradientsTests
{
    private const double DifferenceTolerance = 1e-7;

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 100)]
    public void Every_gradient_random_agrees_with_differences(PolicyCase random)
    {
        var (policy, label) = (random.Policy, random.Logits.Length - 1);
        var reference = SoftmaxPolicy.FromLogits(random.Rewards);
        var target = reference.Probabilities.ToArray();
        double[] Differences(Func<SoftmaxPolicy, double> objective) =>
            Close.Differences(logits => objective(SoftmaxPolicy.FromLogits(logits)), random.Logits);
        void Same(double[] gradient, Func<SoftmaxPolicy, double> objective) =>
            Close.Equal(Differences(objective), gradient, DifferenceTolerance, DifferenceTolerance);

        Same(LogitGradients.ExpectedReward(policy, random.Rewards), moved => ExactRewardStatistics.Of(moved, random.Rewards).Mean);
        Same(LogitGradients.SupervisedLoss(policy, label), moved => -moved.LogProbabilities[label]);
        Same(LogitGradients.SupervisedLoss(policy, target), moved => -moved.LogProbabilities.ToArray().Zip(target, (l, q) => l * q).Sum());
        Same(LogitGradients.Entropy(policy), moved => moved.Entropy());
        Same(LogitGradients.KullbackLeibler(policy, reference), moved => moved.KullbackLeibler(reference));
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 300)]
    public void ExpectedReward_random_has_the_1_norm_of_the_mean_absolute_deviation(PolicyCase random)
    {
        var gradient = LogitGradients.ExpectedReward(random.Policy, random.Rewards);
        Close.Equal(ExactRewardStatistics.Of(random.Policy, random.Rewards).MeanAbsoluteDeviation, VectorNorm.Absolute(gradient));
        Close.Equal(0, gradient.Sum());
    }

    [Fact]
    public void ExpectedReward_probability_of_1e_200_has_a_norm_that_does_not_underflow()
    {
        var policy = SoftmaxPolicy.FromLogits([0, Math.Log(1e-200)]);
        var gradient = LogitGradients.ExpectedReward(policy, [-1, 1]);
        Close.Equal([-2e-200, 2e-200], gradient, relative: 1e-12, absolute: 0);
        Close.Equal(Math.Sqrt(8) * 1e-200, VectorNorm.Euclidean(gradient), relative: 1e-12, absolute: 0);
    }

    [Fact]
    public void SupervisedLoss_learned_label_keeps_its_precision()
    {
        var gradient = LogitGradients.SupervisedLoss(SoftmaxPolicy.FromLogits([0, Math.Log(1e-30)]), 0);
        Close.Equal([-1e-30, 1e-30], gradient, relative: 1e-12, absolute: 0);
    }

    [Fact]
    public void SupervisedLoss_target_that_does_not_sum_to_one_throws()
    {
        var policy = SoftmaxPolicy.FromLogits([0, 0]);
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => LogitGradients.SupervisedLoss(policy, [0.5, 0.6]));
        Assert.Equal(1.1, exception.ActualValue);
    }

    [Fact]
    public void SupervisedLoss_label_outside_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LogitGradients.SupervisedLoss(SoftmaxPolicy.FromLogits([0, 0]), -1));

    [Fact]
    public void KullbackLeibler_reference_rules_out_an_output_throws_naming_it()
    {
        var reference = SoftmaxPolicy.FromLogits([0, double.NegativeInfinity]);
        var exception = Assert.Throws<ArgumentException>(() => LogitGradients.KullbackLeibler(SoftmaxPolicy.FromLogits([0, 0]), reference));
        Assert.Contains("output 1", exception.Message);
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 100)]
    public void KullbackLeibler_to_itself_is_zero(PolicyCase random) =>
        Assert.All(LogitGradients.KullbackLeibler(random.Policy, random.Policy), entry => Assert.Equal(0, entry));

    [Trait("Category", "Golden")]
    [Fact]
    public void Golden_policy_gradients_agree()
    {
        foreach (var golden in RlGolden.Cases("policy_gradients"))
        {
            var rewards = golden.Numbers("rewards");
            var policy = SoftmaxPolicy.FromLogits(golden.Numbers("logits"));
            var statistics = ExactRewardStatistics.Of(policy, rewards);
            var gradient = LogitGradients.ExpectedReward(policy, rewards);
            var (samples, baseline) = (golden.Integers("samples"), golden.Number("baseline"));

            Close.Equal(golden.Numbers("probs"), policy.Probabilities.ToArray());
            Close.Equal(golden.Number("V"), statistics.Mean);
            Close.Equal(golden.Number("reward_std"), statistics.Std);
            Close.Equal(golden.Numbers("grad_expected_reinforce"), gradient);
            Close.Equal(golden.Number("grad_norm2"), VectorNorm.Euclidean(gradient));
            Close.Equal(golden.Number("grad_norm1"), VectorNorm.Absolute(gradient));
            Close.Equal(golden.Numbers("grad_reinforce_samples_mean"), ReinforceEstimator.Gradient(policy, rewards, samples, 0));
            Close.Equal(
                golden.Numbers("grad_reinforce_with_mean_baseline"), ReinforceEstimator.Gradient(policy, rewards, samples, baseline));
            Close.Equal(golden.Numbers("grad_sft_loss"), LogitGradients.SupervisedLoss(policy, golden.Integer("sft_label")));
            Close.Equal(golden.Number("entropy"), policy.Entropy());
            Close.Equal(golden.Numbers("grad_entropy"), LogitGradients.Entropy(policy));
        }
    }
}
