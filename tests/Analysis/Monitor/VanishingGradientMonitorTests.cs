using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Monitor;

public sealed class VanishingGradientMonitorTests
{
    [Fact]
    public void ObserveGroups_counts_kinds_and_averages_norms_per_std_bucket()
    {
        var monitor = new VanishingGradientMonitor(new() { StdBuckets = [0, 0.5] });

        // Groups: all fail, all succeed, flat, mixed (std 0.58), mixed (std 0.5).
        var seen = monitor.ObserveGroups(
            3,
            [0, 0, 0, 0, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0, 1, 0, 1, 1, 0, 0, 0],
            4,
            gradientNorms: [0, 0, 0.3, 2, 1]);

        Assert.Equal((3, 5, 0.2, 0.2, 0.2), (seen.Step, seen.Inputs, seen.AllMinimumShare, seen.AllMaximumShare, seen.FlatShare));
        Assert.Equal(0.6, seen.VanishingShare, 12);
        Assert.Equal(0.45, seen.RewardMean, 12);
        Assert.Equal((Math.Sqrt(1 / 3.0) + 0.5) / 5, seen.RewardStd, 12);
        Assert.Equal([0.1, 1, 2], seen.GradientNorms.Select(norm => Math.Round(norm, 12)));
    }

    [Fact]
    public void ObserveGroups_equals_observe_of_the_same_statistics()
    {
        var (groups, statistics) = (new VanishingGradientMonitor(), new VanishingGradientMonitor());

        var left = groups.ObserveGroups(1, [0, 1, 1, 1], 2, ddof: Ddof.Zero);
        var right = statistics.Observe(1, [0.5, 1], [0.5, 0]);

        Assert.Equal(left with { GradientNorms = [] }, right with { GradientNorms = left.GradientNorms } with { GradientNorms = [] });
        Assert.All(left.GradientNorms, norm => Assert.True(double.IsNaN(norm)));
    }

    [Fact]
    public void Observe_unknown_stds_are_left_out_of_the_shares()
    {
        var seen = new VanishingGradientMonitor().Observe(0, [0, 1], [double.NaN, 0.2]);

        Assert.Equal((1, 0.0, 0.5), (seen.Inputs, seen.VanishingShare, seen.RewardMean));
    }

    [Fact]
    public void Observe_bad_arguments_record_nothing()
    {
        var monitor = new VanishingGradientMonitor();
        monitor.Observe(5, [0.5], [0.1]);

        Assert.Throws<ArgumentException>(() => monitor.Observe(5, [0.5], [0.1]));
        Assert.Throws<ArgumentException>(() => monitor.Observe(6, [], []));
        Assert.Throws<ArgumentException>(() => monitor.Observe(6, [0.5], []));
        Assert.Throws<ArgumentException>(() => monitor.Observe(6, [0.5], [0.1], [1, 2]));
        Assert.Throws<ArgumentException>(() => monitor.Observe(6, [0.5], [0.1], inputs: [1, 2]));
        Assert.Throws<ArgumentException>(() => monitor.Observe(6, [0.5, 0.5], [0.1, 0.1], inputs: [1, 1]));
        Assert.Throws<ArgumentException>(() => monitor.Observe(6, [0.5], [-0.1]));
        Assert.Throws<ArgumentException>(() => monitor.Observe(6, [0.5], [0.1], [double.NaN]));
        Assert.Throws<NonFiniteRewardException>(() => monitor.Observe(6, [double.NaN], [0.1]));
        Assert.Throws<ArgumentException>(() => monitor.ObserveGroups(6, [1, 0, 1], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => monitor.ObserveGroups(6, [1], 1));
        Assert.Single(monitor.History);
    }

    [Fact]
    public void StdAndImprovement_follows_named_inputs()
    {
        var monitor = new VanishingGradientMonitor(new() { Range = RewardRange.SignedUnit });
        Assert.Null(monitor.StdAndImprovement());
        monitor.Observe(0, [0, 0, 0, 0], [0.1, 0.2, 0.3, 0.4], inputs: [10, 11, 12, 13]);
        Assert.Null(monitor.StdAndImprovement());
        monitor.Observe(1, [0.4, 0.3, 0.2], [0, 0, 0], inputs: [13, 12, 11]);
        monitor.Observe(2, [0.1], [0], inputs: [10]);

        Assert.Equal(1, monitor.StdAndImprovement()!.Value.Estimate, 12);
    }

    [Fact]
    public void ToDataFrame_has_one_row_per_observation()
    {
        var monitor = new VanishingGradientMonitor();
        monitor.Observe(1, [0.5], [0.005], [0.25]);
        monitor.Observe(2, [0.5], [0.2], [4]);

        var frame = monitor.ToDataFrame();

        Assert.Equal(2, frame.Rows.Count);
        Assert.Equal([1L, 2L], frame["step"].Cast<long>());
        Assert.Equal([1, 0.0], frame["vanishing_share"].Cast<double>());
        Assert.Equal(0.25, frame["gradient_norm_std_to_0.01"][0]);
        Assert.Equal(4.0, frame["gradient_norm_std_above_0.1"][1]);
    }

    [Fact]
    public void Options_out_of_range_name_property_value_and_range()
    {
        Assert.Contains("Epsilon must be", Assert.Throws<ArgumentOutOfRangeException>(() => new VanishingGradientMonitorOptions { Epsilon = -1 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new VanishingGradientMonitorOptions { AlarmShare = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VanishingGradientMonitorOptions { Window = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VanishingGradientMonitorOptions { FarFromOptimum = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VanishingGradientMonitorOptions { SupervisedLead = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VanishingGradientMonitorOptions { Correlation = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VanishingGradientMonitorOptions { StdBuckets = [0.1, 0.1] });
    }
}
