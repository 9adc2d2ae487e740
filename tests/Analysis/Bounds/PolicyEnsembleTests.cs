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
        Assert.All(members.SelectMany(member => member.Checks), check => Assert.True(check.Holds, check.ToString()));
        Assert.InRange(members.Max(member => member.Theorem1.Ratio), 0.5 * WorstTheorem1Ratio, WorstTheorem1Ratio);
        Assert.InRange(members.Max(member => member.Linear.Ratio), 0.999, 1 + 1e-9);
        Assert.InRange(members.Max(member => member.Fisher.Ratio), 0.999, 1 + 1e-9);
    }

    [Fact]
    public void Sequences_10000_policies_keep_every_bound_and_come_close_to_the_sharp_ones()
    {
        var members = PolicyEnsemble.Sequences(10_000, new Random(2));
        Assert.All(members.SelectMany(member => member.Checks), check => Assert.True(check.Holds, check.ToString()));
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
        Assert.Equal(
            PolicyEnsemble.Sequences(50, new Random(4)).SelectMany(member => member.Checks),
            PolicyEnsemble.Sequences(50, new Random(4)).SelectMany(member => member.Checks));

    [Fact]
    public void Checks_name_a_bound_once_and_cover_those_of_the_reward_kind()
    {
        var members = PolicyEnsemble.SingleToken(3, new Random(7)).Concat(PolicyEnsemble.Sequences(3, new Random(7))).ToArray();
        Assert.All(members, member => Assert.Distinct(member.Checks.Select(check => check.Bound.Name)));
        Assert.Equal([8, 10, 8, 4, 5, 4], members.Select(member => member.Checks.Count()));
    }

    [Fact]
    public void Options_bound_what_is_drawn()
    {
        var options = new EnsembleOptions { LogitScales = [2], LargestOutputCount = 3, LargestVocabulary = 2, LongestOutput = 6 };
        Assert.All(PolicyEnsemble.SingleToken(100, new Random(8), options), member => Assert.InRange(member.OutputCount, 2, 3));
        var sequences = PolicyEnsemble.Sequences(100, new Random(8), options);
        Assert.All(sequences, member => Assert.Equal((2, 2.0), (member.OutputCount, member.LogitScale)));
        Assert.Equal(6, sequences.Max(member => member.Length));
    }

    [Fact]
    public void Options_out_of_range_throw_with_their_names()
    {
        static string? Name(Func<object> make) => Assert.ThrowsAny<ArgumentException>(make).ParamName;
        Assert.Equal("LogitScales", Name(() => new EnsembleOptions { LogitScales = [] }));
        Assert.Equal("LogitScales", Name(() => new EnsembleOptions { LogitScales = [1, -1] }));
        Assert.Equal("LargestOutputCount", Name(() => new EnsembleOptions { LargestOutputCount = 1 }));
        Assert.Equal("LargestVocabulary", Name(() => new EnsembleOptions { LargestVocabulary = 1 }));
        Assert.Equal("LongestOutput", Name(() => new EnsembleOptions { LongestOutput = 0 }));
    }

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
