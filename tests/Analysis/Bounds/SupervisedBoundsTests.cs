using FsCheck.Xunit;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.Bounds;

public sealed class SupervisedBoundsTests
{
    [Property(Arbitrary = [typeof(RandomCases)], MaxTest = 1000)]
    public void Both_bounds_random_policy_and_label_hold(PolicyCase random, bool best)
    {
        var label = best ? random.Policy.Mode : 0;
        var norm = VectorNorm.Euclidean(LogitGradients.SupervisedLoss(random.Policy, label));
        var complement = random.Policy.Complement(label);
        Assert.True(SupervisedBounds.Lower(complement, random.Policy.OutputCount).Check(norm).Holds);
        Assert.True(SupervisedBounds.Upper(complement).Check(norm).Holds);
    }

    [Fact]
    public void Lower_equal_competitors_is_tight()
    {
        var policy = SoftmaxPolicy.FromLogits([1, 0, 0, 0]);
        var norm = VectorNorm.Euclidean(LogitGradients.SupervisedLoss(policy, 0));
        Assert.True(SupervisedBounds.Lower(policy.Complement(0), 4).Check(norm).IsTight);
    }

    [Fact]
    public void Upper_two_outputs_is_tight_even_when_learned()
    {
        var policy = SoftmaxPolicy.FromLogits([80, 0]);
        var norm = VectorNorm.Euclidean(LogitGradients.SupervisedLoss(policy, 0));
        Assert.True(SupervisedBounds.Upper(policy.Complement(0)).Check(norm).IsTight);
    }

    [Fact]
    public void Arguments_out_of_range_throw_with_their_names()
    {
        Assert.Equal("complement", Assert.Throws<ArgumentOutOfRangeException>(() => SupervisedBounds.Upper(1.5)).ParamName);
        Assert.Equal("complement", Assert.Throws<ArgumentOutOfRangeException>(() => SupervisedBounds.Lower(-0.5, 2)).ParamName);
        Assert.Equal("outputCount", Assert.Throws<ArgumentOutOfRangeException>(() => SupervisedBounds.Lower(0.5, 1)).ParamName);
    }
}
