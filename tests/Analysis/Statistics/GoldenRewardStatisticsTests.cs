using System.Text.Json;

namespace VanishingGradients.Analysis.Statistics;

[Trait("Category", "Golden")]
public sealed class GoldenRewardStatisticsTests
{
    [Fact]
    public void Moments_and_tenth_percentile_match_golden()
    {
        var golden = Case(0);
        var rewards = golden.GetProperty("rewards").EnumerateArray().Select(Numbers).ToArray();
        var accumulator = new RewardAccumulator(rewards.Length);
        for (var input = 0; input < rewards.Length; input++)
            accumulator.Add(input, rewards[input]);
        double[] Column(Func<RunningMoments, double> of) => [.. Enumerable.Range(0, rewards.Length).Select(input => of(accumulator[input]))];

        AssertNear(Numbers(golden.GetProperty("mean")), Column(moments => moments.Mean));
        AssertNear(Numbers(golden.GetProperty("std_ddof0")), Column(moments => moments.Std(Ddof.Zero)));
        AssertNear(Numbers(golden.GetProperty("std_ddof1")), Column(moments => moments.Std(Ddof.One)));
        AssertNear(
            [golden.GetProperty("q10_std_ddof0_linear").GetDouble(), golden.GetProperty("q10_std_ddof1_linear").GetDouble()],
            [Quantiles.Percentile(Column(moments => moments.Std(Ddof.Zero)), 10), Quantiles.Percentile(Column(moments => moments.Std(Ddof.One)), 10)]);
    }

    [Fact]
    public void Correlations_and_percentiles_match_golden()
    {
        var golden = Case(1);
        var (x, y) = (Numbers(golden.GetProperty("x")), Numbers(golden.GetProperty("y")));

        AssertNear(
            [golden.GetProperty("pearson").GetDouble(), golden.GetProperty("spearman").GetDouble()],
            [Correlations.Of(CorrelationKind.Pearson, x, y), Correlations.Of(CorrelationKind.Spearman, x, y)]);
        AssertNear(Numbers(golden.GetProperty("percentile_x_linear")), Quantiles.Percentiles(x, Numbers(golden.GetProperty("percentile_q"))));
    }

    [Fact]
    public void Group_moments_reproduce_golden_grpo_advantages()
    {
        foreach (var golden in Load("group_advantages.json").EnumerateArray())
        {
            var (rewards, groups) = (Numbers(golden.GetProperty("rewards")), Numbers(golden.GetProperty("group_index")));
            var accumulator = new RewardAccumulator();
            for (var i = 0; i < rewards.Length; i++)
                accumulator.Add((int)groups[i], rewards[i]);
            // A group of one has mean 0 and std 1 by that convention, so its advantage is its reward.
            var advantages = rewards.Select((reward, i) => accumulator[(int)groups[i]] is { Count: > 1 } group
                ? (reward - group.Mean) / (group.Std(Ddof.One) + 1e-6)
                : reward / (1 + 1e-6));

            AssertNear(Numbers(golden.GetProperty("grpo")), [.. advantages]);
        }
    }

    private static JsonElement Case(int index) => Load("reward_stats.json")[index];

    private static JsonElement Load(string file)
    {
        var root = Environment.GetEnvironmentVariable("VG_GOLDEN");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "Set VG_GOLDEN to the folder of the golden values to run this test.");
        return JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(root!, "rl", file))).GetProperty("cases");
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-12 + 1e-9 * Math.Abs(expected[i]), $"[{i}] expected {expected[i]:R} but got {actual[i]:R}");
    }
}
