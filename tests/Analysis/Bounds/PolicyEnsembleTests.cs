using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Bounds;

public sealed class PolicyEnsembleTests
{
    /// <summary>The worst ratio to the paper's bound, met where STD = 1 and the linear bound is an equality.</summary>
    private static readonly double WorstTheorem1Ratio = 1 / (6 * Math.Sqrt(2));

    [Fact]
    public void SingleToken_20000_policies_keep_every_bound_and_come_close_to_the_sharp_ones()
    {
        var members = PolicyEnsemble.SingleToken(20_000, new Random(1));
        Assert.All(members, member => Assert.True(member.Theorem1.Holds && member.Linear.Holds && member.Fisher.Holds));
        Assert.InRange(members.Max(member => member.Theorem1.Ratio), 0.5 * WorstTheorem1Ratio, WorstTheorem1Ratio);
        Assert.InRange(members.Max(member => member.Linear.Ratio), 0.999, 1 + 1e-9);
        Assert.InRange(members.Max(member => member.Fisher.Ratio), 0.999, 1 + 1e-9);
    }

    [Fact]
    public void Sequences_10000_policies_keep_every_bound_and_come_close_to_the_sharp_ones()
    {
        var members = PolicyEnsemble.Sequences(10_000, new Random(2));
        Assert.All(members, member => Assert.True(member.Theorem1.Holds && member.Linear.Holds && member.Fisher.Holds));
        Assert.InRange(members.Max(member => member.Theorem1.Ratio), 0.5 * WorstTheorem1Ratio, WorstTheorem1Ratio);
        Assert.InRange(members.Max(member => member.Linear.Ratio), 0.999, 1 + 1e-9);
        Assert.Equal([1, 2, 3, 4], members.Select(member => member.Length).Distinct().Order());
    }

    [Fact]
    public void SingleToken_small_std_means_small_gradient_but_not_small_supervised_gradient()
    {
        var small = PolicyEnsemble.SingleToken(5_000, new Random(3)).Where(member => member.Std < 1e-4).ToArray();
        Assert.NotEmpty(small);
        Assert.All(small, member => Assert.InRange(member.GradientNorm, 0, 1e-4));
        Assert.Contains(small, member => member.SupervisedNorm > 1);
    }

    [Fact]
    public void Sequences_same_stream_gives_the_same_ensemble() =>
        Assert.Equal(PolicyEnsemble.Sequences(50, new Random(4)), PolicyEnsemble.Sequences(50, new Random(4)));

    [Theory]
    [InlineData(EnsembleReward.Uniform)]
    [InlineData(EnsembleReward.OneHot)]
    [InlineData(EnsembleReward.NearConstant)]
    public void DrawRewards_every_kind_stays_in_the_paper_range(EnsembleReward kind)
    {
        var random = new Random(5);
        for (var repeat = 0; repeat < 100; repeat++)
            RewardRange.SignedUnit.Validate(PolicyEnsemble.DrawRewards(kind, 20, random));
    }

    [Fact]
    public void DrawRewards_unknown_kind_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyEnsemble.DrawRewards((EnsembleReward)9, 2, new Random(6)));
}
