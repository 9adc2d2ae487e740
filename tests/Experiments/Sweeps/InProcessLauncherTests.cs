using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Sweeps;

public sealed class InProcessLauncherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LaunchAsync_a_failing_run_leaves_the_others_alone_and_all_are_counted()
    {
        var impossible = SmallRuns.Rft(2) with { Stages = [SmallRuns.Rft(2).Stages[0] with { Inputs = new SmallStdInputs { Threshold = 0 } }] };
        var sweep = Sweep.Create(_folder["sweep"], new Dictionary<string, RunOptions> { ["fails"] = impossible, ["works"] = SmallRuns.Rft(2) });
        var seen = new Seen();

        var report = await new InProcessLauncher().LaunchAsync(sweep, seen, TestContext.Current.CancellationToken);

        Assert.Equal(1, report.Finished);
        Assert.Contains("No input has a reward std", Assert.Single(report.Failures).Error, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Finished, sweep.StatusOf(sweep.Runs[1]));
        Assert.Equal([(0, 0, 1), (0, 1, 1), (1, 1, 0)], seen.Reports.Select(report => (report.Finished, report.Failed, report.Running)).Distinct());
    }

    [Fact]
    public async Task LaunchAsync_cancelled_goes_on_when_launched_again()
    {
        var sweep = Sweep.Create(
            _folder["sweep"], new Dictionary<string, RunOptions> { ["first"] = SmallRuns.Rft(2), ["second"] = SmallRuns.Rft(3) });
        using var cancellation = new CancellationTokenSource();
        var stop = new Seen { Then = report => { if (report.Finished == 1) cancellation.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new InProcessLauncher().LaunchAsync(sweep, stop, cancellation.Token));

        Assert.Equal(RunStatus.Finished, sweep.StatusOf(sweep.Runs[0]));
        Assert.NotEqual(RunStatus.Finished, sweep.StatusOf(sweep.Runs[1]));
        var report = await new InProcessLauncher().LaunchAsync(sweep, cancellation: TestContext.Current.CancellationToken);
        Assert.True(report.IsComplete);
    }

    private sealed class Seen : IProgress<SweepProgress>
    {
        public List<SweepProgress> Reports { get; } = [];

        public Action<SweepProgress> Then { get; init; } = _ => { };

        public void Report(SweepProgress value)
        {
            Reports.Add(value);
            Then(value);
        }
    }
}
