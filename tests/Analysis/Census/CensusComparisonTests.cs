using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Census;

public sealed class CensusComparisonTests
{
    [Fact]
    public void Between_joins_by_id_and_reports_what_is_missing()
    {
        var before = InputCensus.FromExact([0, 0.2, 0.4], [0, 0.1, 0.2], RewardRange.Unit, ["a", "b", "c"]);
        var after = InputCensus.FromExact([0.9, 0.1, 0.5], [0, 0, 0], RewardRange.Unit, ["c", "a", "d"]);

        var comparison = CensusComparison.Between(before, after);

        Assert.Equal(["a", "c"], comparison.Inputs);
        Assert.Equal(["b"], comparison.OnlyBefore);
        Assert.Equal(["d"], comparison.OnlyAfter);
        Assert.Equal([0.1, 0.5], comparison.Changes.ToArray().Select(change => Math.Round(change, 12)));
        Assert.True(double.IsNaN(comparison.Pearson.Lower));
        Assert.Equal(2, comparison.ToDataFrame().Rows.Count);
    }

    [Fact]
    public void Between_input_with_unknown_std_is_left_out()
    {
        var rewards = new RewardAccumulator();
        rewards.Add(0, [0, 1]);
        rewards.Add(1, [1]);
        var census = InputCensus.FromSamples(rewards, RewardRange.Unit);

        Assert.Equal(["1"], CensusComparison.Between(census, census).UnknownStd);
    }

    [Fact]
    public void Between_nothing_in_common_throws()
    {
        var census = InputCensus.FromExact([0], [0], RewardRange.Unit, ["a"]);

        Assert.Throws<CensusException>(() => CensusComparison.Between(census, InputCensus.FromExact([0], [0], RewardRange.Unit, ["b"])));
    }

    [Fact]
    public void Between_change_proportional_to_std_is_found_by_every_statistic()
    {
        // 25 inputs whose reward mean rises by exactly their std: deciles of 3, 3, 3, 3, 3, then 2 inputs.
        double[] stds = [.. Enumerable.Range(0, 25).Select(row => row / 50.0)];
        var before = InputCensus.FromExact(new double[25], stds, RewardRange.SignedUnit);

        var comparison = CensusComparison.Between(before, InputCensus.FromExact(stds, stds, RewardRange.SignedUnit));

        Assert.All([comparison.Pearson, comparison.Spearman, comparison.PearsonOfSize, comparison.SpearmanOfSize], interval => Assert.Equal(1, interval.Estimate, 12));
        Assert.Equal([3, 3, 3, 3, 3, 2, 2, 2, 2, 2], comparison.Deciles.Select(decile => decile.Count));
        Assert.Equal(new StdDecile(1, 3, 0.02, 0.02, 2 / 3.0), comparison.Deciles[0]);
        Assert.Equal(comparison.BottomDecileChange, comparison.Deciles[0].MeanChange);
        Assert.Equal(0.47, comparison.TopDecileChange, 12);
        Assert.Equal(0.048, comparison.TenthPercentileStd, 12);
        Assert.Equal((1 / 25.0, 3 / 25.0, 5 / 25.0), (comparison.ShareBelow(0.01), comparison.ShareBelow(0.05), comparison.ShareBelow(0.1)));
    }

    [Fact]
    public void Between_falling_rewards_separates_signed_from_absolute_change()
    {
        double[] stds = [.. Enumerable.Range(0, 20).Select(row => row / 40.0)];
        var before = InputCensus.FromExact(new double[20], stds, RewardRange.SignedUnit);
        var after = InputCensus.FromExact([.. stds.Select(std => -std)], stds, RewardRange.SignedUnit);

        var comparison = CensusComparison.Between(before, after);

        Assert.Equal(-1, comparison.Pearson.Estimate, 12);
        Assert.Equal(1, comparison.PearsonOfSize.Estimate, 12);
    }

    [Fact]
    public void Between_bootstrap_is_reproducible_from_its_stream()
    {
        var random = new Random(1);
        double[] stds = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble() / 2)];
        var before = InputCensus.FromExact(new double[40], stds, RewardRange.SignedUnit);
        var after = InputCensus.FromExact([.. stds.Select(std => std * random.NextDouble())], stds, RewardRange.SignedUnit);
        CensusComparison Compare() => CensusComparison.Between(before, after, new() { Bootstrap = new Random(2), Resamples = 200, Level = 0.9 });

        Assert.Equal(Compare().Spearman, Compare().Spearman);
        Assert.Equal(0.9, Compare().Pearson.Level);
        Assert.Contains("40 inputs compared", Compare().Summary(), StringComparison.Ordinal);
    }

    [Fact]
    public void Between_fewer_inputs_than_deciles_gives_one_group_each()
    {
        var census = InputCensus.FromExact([0, 0, 0], [0.3, 0.1, 0.2], RewardRange.Unit);

        Assert.Equal([0.1, 0.2, 0.3], CensusComparison.Between(census, census).Deciles.Select(decile => decile.MeanStd));
    }

    [Fact]
    public void Options_out_of_range_throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CensusComparisonOptions { Level = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new CensusComparisonOptions { Resamples = 5 });
    }
}
