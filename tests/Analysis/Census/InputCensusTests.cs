using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Census;

public sealed class InputCensusTests
{
    [Fact]
    public void FromExact_states_that_the_std_is_exact()
    {
        var census = InputCensus.FromExact([-1, 0.5], [0, 0.8], RewardRange.SignedUnit);

        Assert.Null(census.Ddof);
        Assert.True(census.Completions.IsEmpty);
        Assert.Equal(new CensusRow(1, "1", null, 0, 0.5, 0.8, null, InputFlags.None), census[1]);
    }

    [Fact]
    public void FromSamples_fills_extremes_and_success_share()
    {
        var rewards = new RewardAccumulator(successAt: 1);
        rewards.Add(0, [0, 1, 1, 0]);
        rewards.Add(1, [0.25]);

        var census = InputCensus.FromSamples(rewards, RewardRange.Unit, Ddof.Zero, ["a", "b"], ["first", "second"]);

        Assert.Equal(new CensusRow(0, "a", "first", 4, 0.5, 0.5, Ddof.Zero, InputFlags.None), census[0]);
        Assert.True(double.IsNaN(census.RewardStds[1]));
        Assert.Equal([0.0, 0.25], census.Column(CensusColumns.MinimumReward).ToArray());
        Assert.Equal([1, 0.25], census.Column(CensusColumns.MaximumReward).ToArray());
        Assert.Equal([0.5, 0], census.Column(CensusColumns.SuccessShare).ToArray());
        Assert.Equal(0.5, census.StdPercentile(10));
    }

    [Fact]
    public void FromSamples_input_without_completions_names_it()
    {
        var rewards = new RewardAccumulator();
        rewards.Add(2, 1);

        var error = Assert.Throws<CensusException>(() => InputCensus.FromSamples(rewards, RewardRange.Unit));

        Assert.Contains("'0'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromExact_contradictions_throw()
    {
        Assert.Throws<CensusException>(() => InputCensus.FromExact([], [], RewardRange.Unit));
        Assert.Throws<CensusException>(() => InputCensus.FromExact([0.5], [0.1, 0.2], RewardRange.Unit));
        Assert.Throws<CensusException>(() => InputCensus.FromExact([1.5], [0], RewardRange.Unit));
        Assert.Throws<CensusException>(() => InputCensus.FromExact([0.5], [-0.1], RewardRange.Unit));
        Assert.Throws<CensusException>(() => InputCensus.FromExact([0.5], [double.NaN], RewardRange.Unit));
        Assert.Throws<CensusException>(() => InputCensus.FromExact([0.5, 0.5], [0, 0], RewardRange.Unit, ["x", "x"]));
        Assert.Throws<CensusException>(() => InputCensus.FromExact([0.5, 0.5], [0, 0], RewardRange.Unit, prompts: ["only one"]));
    }

    [Fact]
    public void WithColumn_leaves_the_original_as_it_was()
    {
        var census = InputCensus.FromExact([0, 1], [0, 0], RewardRange.Unit);

        var measured = census.WithColumn(CensusColumns.RftGradientNorm, [0.1, 0.2]);

        Assert.Empty(census.ColumnNames);
        Assert.Equal([0.1, 0.2], measured.Column(CensusColumns.RftGradientNorm).ToArray());
        Assert.Throws<CensusException>(() => census.Column(CensusColumns.RftGradientNorm));
        Assert.Throws<CensusException>(() => census.WithColumn("reward_mean", [1, 2]));
        Assert.Throws<CensusException>(() => census.WithColumn("x", [1]));
    }

    [Fact]
    public void Subset_keeps_rows_and_ids()
    {
        var census = InputCensus.FromExact([0, 0.5, 1], [0, 0.5, 0], RewardRange.Unit)
            .WithFlags([InputFlags.None, InputFlags.Relabelled, InputFlags.None]).WithColumn("x", [1, 2, 3]);

        var part = census.Subset([2, 1]);

        Assert.Equal(["2", "1"], [part.InputOf(0), part.InputOf(1)]);
        Assert.Equal(InputFlags.Relabelled, part[1].Flags);
        Assert.Equal([3.0, 2], part.Column("x").ToArray());
        Assert.Throws<CensusException>(() => census.Subset([1, 1]));
        Assert.Throws<CensusException>(() => census.Subset([]));
    }

    [Fact]
    public void ToDataFrame_has_one_row_per_input()
    {
        var frame = InputCensus.FromExact([0, 1], [0, 0.5], RewardRange.SignedUnit).ToDataFrame();

        Assert.Equal(2, frame.Rows.Count);
        Assert.Equal(["input", "reward_mean", "reward_std_exact", "range_minimum", "range_maximum"], frame.Columns.Select(column => column.Name));
        Assert.Equal(0.5, frame["reward_std_exact"][1]);
    }

    [Theory]
    [InlineData(0, 0, 0, VanishingKind.AllMinimum)]
    [InlineData(1, 0, 0, VanishingKind.AllMaximum)]
    [InlineData(0.5, 0, 0, VanishingKind.Flat)]
    [InlineData(0.5, 0.01, 0, VanishingKind.None)]
    [InlineData(0.01, 0.02, 0.02, VanishingKind.AllMinimum)]
    [InlineData(0.99, 0.02, 0.02, VanishingKind.AllMaximum)]
    [InlineData(0.9, 0.02, 0.02, VanishingKind.Flat)]
    [InlineData(0.5, double.NaN, 1, VanishingKind.Unknown)]
    public void Classify_mean_and_std_gives_kind(double mean, double std, double epsilon, VanishingKind expected) =>
        Assert.Equal(expected, VanishingInputs.Classify(mean, std, epsilon, RewardRange.Unit));

    [Fact]
    public void Vanishing_counts_inputs_and_completions()
    {
        var rewards = new RewardAccumulator();
        rewards.Add(0, [0, 0]);
        rewards.Add(1, [1, 1, 1]);
        rewards.Add(2, [0.5, 0.5]);
        rewards.Add(3, [0, 1]);
        rewards.Add(4, [0.50, 0.51]);
        rewards.Add(5, [1]);

        var census = InputCensus.FromSamples(rewards, RewardRange.Unit);
        var (exact, near) = (census.Vanishing(0), census.Vanishing(0.01));

        Assert.Equal([0], exact.AllMinimum);
        Assert.Equal([1], exact.AllMaximum);
        Assert.Equal([2], exact.Flat);
        Assert.Equal((3, 3, 1), (exact.Count, exact.Identical, exact.Unknown));
        Assert.Equal(3 / 5.0, exact.Share);
        Assert.Equal((7L, 7 / 12.0), (exact.Completions, exact.CompletionShare));
        Assert.Equal([2, 4], near.Flat);
        Assert.Equal((4, 3), (near.Count, near.Identical));
        Assert.Equal([0, 1, 2, 4], near.Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => census.Vanishing(-1));
    }

    [Fact]
    public void VanishingByQuantile_takes_the_lowest_stds()
    {
        double[] stds = [.. Enumerable.Range(0, 101).Select(row => row / 200.0)];

        var lowest = InputCensus.FromExact(new double[101], stds, RewardRange.SignedUnit).VanishingByQuantile(10);

        Assert.Equal(0.05, lowest.Epsilon, 12);
        Assert.Equal(Enumerable.Range(0, 11), lowest.Rows);
    }
}
