using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Sweeps;

public sealed class SweepResultsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Load_finished_sweep_has_a_row_per_run_and_curves_over_seeds()
    {
        var sweep = Sweep.Create(
            _folder["sweep"], new Dictionary<string, RunOptions> { ["short"] = SmallRuns.Rft(2), ["long"] = SmallRuns.Rft(3) }, [1, 2]);
        var report = await new LocalLauncher(cores: 2).LaunchAsync(sweep);
        Assert.True(report.IsComplete, report.ToString());

        var results = SweepResults.Load(sweep.Folder);

        var table = results.Table;
        Assert.Equal(["run", "configuration", "seed", "status", "seconds"], table.Columns.Take(5).Select(column => column.Name));
        Assert.Equal(["finished", "finished", "finished", "finished"], table["status"].Cast<string>());
        Assert.Equal([2.0, 2, 3, 3], table.Columns.Single(column => column.Name.EndsWith("epochs", StringComparison.Ordinal)).Cast<double>());
        Assert.All(table["seconds"].Cast<double>(), seconds => Assert.True(seconds > 0));
        var last = results.Log("long-seed2", "rft");
        Assert.Equal(3, last.Count);
        Assert.Equal(last.Last("reward_small_reward_std"), (double)table["rft.reward_small_reward_std"][3]);

        var curve = results.Curve("short", "rft", "reward_small_reward_std", new Random(1), resamples: 50);
        Assert.Equal([1.0, 2], curve.Epochs);
        var scores = results.Scores("rft", "reward_small_reward_std");
        Assert.Equal(["short", "long"], scores.Keys);
        Assert.Equal(["digits"], scores["long"].Tasks);
        Assert.Equal(scores["short"][0].Average(), curve.Values[1].Estimate, 14);
        Assert.Equal(scores["short"][0].Average(), scores["short"].InterquartileMean(new Random(1), resamples: 50).Estimate, 14);
    }

    [Fact]
    public void Load_open_and_failed_runs_have_a_status_and_no_metrics()
    {
        var sweep = FakeRuns.Sweep(_folder, "digits", "mnist");
        File.WriteAllText(Path.Combine(sweep.FolderOf(sweep.Runs[1]), RunFiles.Error), "no data");

        var table = SweepResults.Load(sweep.Folder).Table;

        Assert.Equal(["pending", "failed"], table["status"].Cast<string>());
        Assert.Equal(["digits", "mnist"], table["environment"].Cast<string>());
        Assert.All(table["seconds"].Cast<double>(), seconds => Assert.True(double.IsNaN(seconds)));
    }

    [Fact]
    public void Curve_unfinished_seeds_and_unknown_names_say_so()
    {
        var sweep = FakeRuns.Sweep(_folder, "digits");
        var results = SweepResults.Load(sweep.Folder);

        Assert.Throws<InsufficientSampleException>(() => results.Curve("run0", "rft", "reward", new Random(1)));
        Assert.Contains("run0", Assert.Throws<KeyNotFoundException>(() => results.Log("other", "rft")).Message, StringComparison.Ordinal);
        Assert.Empty(results.Scores("rft", "reward"));
    }
}
