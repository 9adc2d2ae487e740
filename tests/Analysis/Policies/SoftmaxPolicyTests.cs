using FsCheck.Xunit;

namespace VanishingGradients.Analysis.Policies;

public sealed class SoftmaxPolicyTests
{
    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 500)]
    public void FromLogits_random_sums_to_one_and_agrees_with_the_complement(PolicyCase random)
    {
        var policy = random.Policy;
        Close.Equal(1, policy.Probabilities.ToArray().Sum());
        for (var k = 0; k < policy.OutputCount; k++)
        {
            Close.Equal(1 - policy.Probabilities[k], policy.Complement(k));
            Close.Equal(policy.Probabilities[k], Math.Exp(policy.LogProbabilities[k]));
        }
    }

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 200)]
    public void FromLogits_shifted_logits_give_the_same_policy(PolicyCase random)
    {
        var shifted = SoftmaxPolicy.FromLogits([.. random.Logits.Select(logit => logit + 1000)]);
        Close.Equal(random.Policy.Probabilities.ToArray(), shifted.Probabilities.ToArray(), relative: 1e-8);
    }

    [Fact]
    public void Complement_of_a_near_certain_output_keeps_full_precision()
    {
        var policy = SoftmaxPolicy.FromLogits([0, Math.Log(1e-40), Math.Log(3e-40)]);
        Close.Equal(4e-40, policy.Complement(0), relative: 1e-12, absolute: 0);
        Close.Equal(-4e-40, policy.LogProbabilities[0], relative: 1e-12, absolute: 0);
        Close.Equal(8e-40, policy.ScoreSecondMoment(), relative: 1e-12, absolute: 0);
    }

    [Fact]
    public void FromLogits_masked_output_has_probability_zero_everywhere()
    {
        var policy = SoftmaxPolicy.FromLogits([0, double.NegativeInfinity, 0]);
        Assert.Equal([0.5, 0, 0.5], policy.Probabilities.ToArray());
        Close.Equal(Math.Log(2), policy.Entropy());
        Close.Equal([0, 0, 0], LogitGradients.Entropy(policy));
        Close.Equal(1, ExactRewardStatistics.Of(policy, [1, 100, -1]).Std);
    }

    [Fact]
    public void FromProbabilities_are_normalised() =>
        Close.Equal([0.25, 0.75], SoftmaxPolicy.FromProbabilities([1, 3]).Probabilities.ToArray());

    [Fact]
    public void FromLogProbabilities_of_a_policy_gives_it_back()
    {
        var policy = SoftmaxPolicy.FromLogits([1, -700, 3]);
        var again = SoftmaxPolicy.FromLogProbabilities(policy.LogProbabilities);
        Close.Equal(policy.LogProbabilities.ToArray(), again.LogProbabilities.ToArray());
    }

    [Theory]
    [InlineData(new double[] { 1 })]
    [InlineData(new double[] { 1, double.NaN })]
    [InlineData(new double[] { double.PositiveInfinity, 1 })]
    [InlineData(new double[] { double.NegativeInfinity, double.NegativeInfinity })]
    public void FromLogits_no_policy_throws_naming_the_logits(double[] logits)
    {
        var exception = Assert.Throws<ArgumentException>(() => SoftmaxPolicy.FromLogits(logits));
        Assert.Equal("logits", exception.ParamName);
    }

    [Fact]
    public void FromProbabilities_negative_throws_with_the_value()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => SoftmaxPolicy.FromProbabilities([1.5, -0.5]));
        Assert.Equal(-0.5, exception.ActualValue);
    }

    [Fact]
    public void Complement_index_outside_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftmaxPolicy.FromLogits([0, 1]).Complement(2));

    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 200)]
    public void KullbackLeibler_random_is_the_plain_sum_and_not_negative(PolicyCase random)
    {
        var (policy, reference) = (random.Policy, SoftmaxPolicy.FromLogits(random.Rewards));
        var plain = 0.0;
        for (var k = 0; k < policy.OutputCount; k++)
            plain += policy.Probabilities[k] * (policy.LogProbabilities[k] - reference.LogProbabilities[k]);
        Close.Equal(plain, policy.KullbackLeibler(reference));
        Assert.True(policy.KullbackLeibler(reference) >= 0);
        Assert.Equal(0, policy.KullbackLeibler(policy));
    }

    [Fact]
    public void KullbackLeibler_of_nearly_equal_policies_keeps_its_precision()
    {
        // For p = ½ and q = ½ + δ: KL = -½ ln(1 - 4δ²), near 2δ².
        const double Delta = 1e-9;
        var policy = SoftmaxPolicy.FromLogits([0, 0]);
        var reference = SoftmaxPolicy.FromLogits([2 * Delta, -2 * Delta]);
        Close.Equal(2 * Delta * Delta, policy.KullbackLeibler(reference), relative: 1e-6, absolute: 0);
    }

    [Fact]
    public void KullbackLeibler_reference_rules_out_an_output_is_infinite()
    {
        var reference = SoftmaxPolicy.FromLogits([0, double.NegativeInfinity]);
        Assert.Equal(double.PositiveInfinity, SoftmaxPolicy.FromLogits([0, 0]).KullbackLeibler(reference));
        Close.Equal(Math.Log(2), reference.KullbackLeibler(SoftmaxPolicy.FromLogits([0, 0])));
    }

    [Fact]
    public void TotalVariation_of_nearly_certain_policies_keeps_its_precision()
    {
        var (first, second) = (SoftmaxPolicy.FromProbabilities([1, 1e-30]), SoftmaxPolicy.FromProbabilities([1, 3e-30]));
        Close.Equal(2e-30, first.TotalVariation(second), relative: 1e-12, absolute: 0);
    }

    [Fact]
    public void TotalVariation_of_disjoint_policies_is_one()
    {
        var (first, second) = (SoftmaxPolicy.FromProbabilities([1, 0]), SoftmaxPolicy.FromProbabilities([0, 1]));
        Assert.Equal(1, first.TotalVariation(second));
        Assert.Equal(0, first.TotalVariation(first));
        Assert.Throws<ArgumentException>(() => first.TotalVariation(SoftmaxPolicy.FromLogits([0, 0, 0])));
    }
}
