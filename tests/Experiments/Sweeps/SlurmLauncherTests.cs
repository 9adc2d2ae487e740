using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Against a real Slurm, where it is installed.</summary>
public sealed class SlurmLauncherTests(SlurmCluster cluster) : IClassFixture<SlurmCluster>, IDisposable
{
    private static readonly SlurmOptions Options = new() { Poll = TimeSpan.FromMilliseconds(200), FileDelay = TimeSpan.Zero };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LaunchAsync_three_runs_gives_the_results_of_the_local_launcher()
    {
        Require();
        var runs = new Dictionary<string, RunOptions> { ["rft"] = SmallRuns.Rft(2) };
        var local = Sweep.Create(_folder["local"], runs, [1, 2, 3]);
        var slurm = Sweep.Create(_folder["slurm"], runs, [1, 2, 3]);

        var here = await new LocalLauncher(cores: 2).LaunchAsync(local);
        var there = await new SlurmLauncher(Options with { Throttle = 2 }).LaunchAsync(slurm);

        Assert.Equal("3 finished, 0 failed, 0 unfinished", there.ToString());
        Assert.Equal("3 finished, 0 failed, 0 unfinished", here.ToString());
        foreach (var (one, other) in local.Runs.Select(local.FolderOf).Zip(slurm.Runs.Select(slurm.FolderOf)))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(one, RunFiles.Result)), File.ReadAllBytes(Path.Combine(other, RunFiles.Result)));
            Assert.Equal(File.ReadAllBytes(RunFolder.Open(one).PolicyFile), File.ReadAllBytes(RunFolder.Open(other).PolicyFile));
            Assert.Equal(Rewards(one), Rewards(other));
        }
    }

    [Fact]
    public async Task LaunchAsync_failing_runs_leave_the_others_alone_and_tell_their_errors()
    {
        Require();
        var sweep = FakeRuns.Sweep(_folder, "fail", "crash", "work");
        File.WriteAllText(Path.Combine(sweep.FolderOf(sweep.Runs[1]), RunFiles.Error), "DivergedException: of last week");

        var report = await Launcher().LaunchAsync(sweep);

        Assert.Equal(1, report.Finished);
        Assert.Equal([new("run0", "the reward is not finite"), new("run1", "Segmentation fault")], report.Failures);
        Assert.Equal(report.ToString(), (await Launcher().LaunchAsync(sweep)).ToString());
    }

    [Fact]
    public async Task LaunchAsync_time_limit_near_keeps_a_checkpoint_and_goes_on()
    {
        Require();
        var sweep = FakeRuns.Sweep(_folder, "wait");
        var launcher = Launcher();
        var job = await launcher.SubmitAsync(sweep);
        await FakeRuns.WaitingAsync(sweep, 1);

        // What Slurm sends before the time limit; the shortest limit is a minute.
        SlurmCluster.Output("scancel", "--batch", "--signal=USR1", job!);
        var report = await launcher.LaunchAsync(sweep);

        Assert.True(report.IsComplete, report.ToString());
        Assert.Equal(["start", "stop", "start", "end"], FakeRuns.Events(sweep).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task LaunchAsync_cancelled_stops_runs_with_checkpoints_and_goes_on_when_launched_again()
    {
        Require();
        var sweep = FakeRuns.Sweep(_folder, "wait", "work");
        var launcher = Launcher(Options with { Throttle = 1 });
        using var cancel = new CancellationTokenSource();
        var launch = launcher.LaunchAsync(sweep, cancellation: cancel.Token);
        await FakeRuns.WaitingAsync(sweep, 1);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => launch);

        Assert.Equal([RunStatus.Interrupted, RunStatus.Pending], sweep.Runs.Select(sweep.StatusOf));
        Assert.Equal(2, (await launcher.LaunchAsync(sweep)).Finished);
    }

    [Fact]
    public async Task SubmitAsync_again_finds_the_job_under_way_and_nothing_when_all_is_done()
    {
        Require();
        var sweep = FakeRuns.Sweep(_folder, "work");
        var launcher = Launcher();

        var job = await launcher.SubmitAsync(sweep);

        Assert.NotNull(job);
        Assert.Equal(job, await launcher.SubmitAsync(sweep));
        Assert.True((await launcher.LaunchAsync(sweep)).IsComplete);
        Assert.Null(await launcher.SubmitAsync(sweep));
    }

    [Fact]
    public async Task SubmitAsync_detached_resultsAreMergedAfterTheRuns()
    {
        Require();
        var sweep = FakeRuns.Sweep(_folder, "work", "fail");

        await Launcher().SubmitAsync(sweep);
        var results = Path.Combine(sweep.Folder, "results.csv");
        while (!File.Exists(results))
        {
            Assert.False(TestContext.Current.CancellationToken.IsCancellationRequested);
            await Task.Delay(100);
        }

        Assert.Equal([RunStatus.Finished, RunStatus.Failed], sweep.Runs.Select(sweep.StatusOf));
    }

    [Fact]
    public async Task SubmitAsync_refused_job_tells_what_slurm_says()
    {
        Require();
        var launcher = Launcher(Options with { Partition = "nowhere" });

        var error = await Assert.ThrowsAsync<SweepException>(() => launcher.SubmitAsync(FakeRuns.Sweep(_folder, "work")));

        Assert.Contains("invalid partition", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<double> Rewards(string folder) => RunFolder.Open(folder).Metrics("rft")["reward"];

    private SlurmLauncher Launcher(SlurmOptions? options = null) => new(options ?? Options, FakeRuns.Program(_folder));

    private void Require()
    {
        Assert.NotNull(cluster);
        Assert.SkipWhen(SlurmCluster.Missing is not null, SlurmCluster.Missing ?? "");
    }
}
