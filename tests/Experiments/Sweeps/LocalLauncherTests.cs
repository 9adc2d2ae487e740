using System.Collections.Concurrent;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Sweeps;

public sealed class LocalLauncherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LaunchAsync_six_runs_on_two_cores_has_two_at_work_at_a_time()
    {
        var sweep = FakeRuns.Sweep(_folder, "work", "work", "work", "work", "work", "work");

        var report = await Launcher(cores: 2).LaunchAsync(sweep);

        Assert.True(report.IsComplete);
        Assert.Equal(6, report.Finished);
        var (running, most) = (0, 0);
        foreach (var line in FakeRuns.Events(sweep))
        {
            running += line.StartsWith("start", StringComparison.Ordinal) ? 1 : -1;
            most = Math.Max(most, running);
        }

        Assert.Equal(2, most);
    }

    [Theory]
    [InlineData(8, 3, 2)]
    [InlineData(1, 4, 1)]
    public void LocalLauncher_threads_and_cores_share_the_budget(int cores, int threads, int runs) =>
        Assert.Equal(runs, new LocalLauncher(new RunProgram("sh", []), cores, threads).RunsAtATime);

    [Fact]
    public async Task LaunchAsync_two_threads_per_run_are_what_the_run_is_told()
    {
        var sweep = FakeRuns.Sweep(_folder, "work");

        await new LocalLauncher(FakeRuns.Program(_folder), cores: 2, threadsPerRun: 2).LaunchAsync(sweep);

        Assert.Contains("\"threads\": 2", File.ReadAllText(Path.Combine(sweep.FolderOf(sweep.Runs[0]), RunFiles.Result)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LaunchAsync_failing_runs_leave_the_others_alone_and_tell_their_errors()
    {
        var sweep = FakeRuns.Sweep(_folder, "fail", "work", "crash", "work");

        var report = await Launcher().LaunchAsync(sweep);

        Assert.Equal(2, report.Finished);
        Assert.Equal(
            [new("run0", "the reward is not finite"), new("run2", "Segmentation fault\nended with exit code 139 and without results")], report.Failures);
        Assert.Contains("run0: the reward is not finite", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(RunStatus.Failed, sweep.StatusOf(sweep.Runs[0]));
    }

    [Fact]
    public async Task LaunchAsync_cancelled_stops_runs_with_checkpoints_and_goes_on_when_launched_again()
    {
        var sweep = FakeRuns.Sweep(_folder, "wait", "wait", "work");
        using var cancel = new CancellationTokenSource();
        var launch = Launcher(cores: 2).LaunchAsync(sweep, cancellation: cancel.Token);
        await FakeRuns.WaitingAsync(sweep, 2);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => launch);

        Assert.Equal([RunStatus.Interrupted, RunStatus.Interrupted, RunStatus.Pending], sweep.Runs.Select(sweep.StatusOf));
        Assert.Equal(2, FakeRuns.Events(sweep).Count(line => line.StartsWith("stop", StringComparison.Ordinal)));

        var report = await Launcher(cores: 2).LaunchAsync(sweep);

        Assert.True(report.IsComplete);
        Assert.Equal(3, report.Finished);
    }

    [Fact]
    public async Task LaunchAsync_run_that_does_not_stop_is_killed()
    {
        var stubborn = new RunProgram("/bin/sh", [_folder.Write("stubborn.sh", "trap '' TERM; read -r run; touch \"$run/started\"; while :; do sleep 0.02; done")]);
        var sweep = FakeRuns.Sweep(_folder, "wait");
        using var cancel = new CancellationTokenSource();
        var launch = new LocalLauncher(stubborn, cores: 1) { Patience = TimeSpan.FromMilliseconds(50) }
            .LaunchAsync(sweep, cancellation: cancel.Token);
        while (!File.Exists(Path.Combine(sweep.FolderOf(sweep.Runs[0]), "started")))
            await Task.Delay(10);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => launch);
    }

    [Fact]
    public async Task LaunchAsync_again_starts_only_what_has_no_results()
    {
        var sweep = FakeRuns.Sweep(_folder, "work", "fail");
        await Launcher().LaunchAsync(sweep);

        var report = await Launcher().LaunchAsync(sweep);

        Assert.Equal((1, 1), (report.Finished, report.Failures.Count));
        Assert.Equal(1, FakeRuns.Events(sweep).Count(line => line.EndsWith("run0", StringComparison.Ordinal) && line.StartsWith("start", StringComparison.Ordinal)));
        Assert.Equal(2, FakeRuns.Events(sweep).Count(line => line.EndsWith("run1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task LaunchAsync_progress_counts_up_to_the_report()
    {
        var sweep = FakeRuns.Sweep(_folder, "work", "fail", "work");
        var reports = new ConcurrentQueue<SweepProgress>();

        await Launcher(cores: 2).LaunchAsync(sweep, new Recorder(reports));

        var last = reports.Last();
        Assert.Equal((3, 2, 1, 0), (last.Total, last.Finished, last.Failed, last.Running));
        Assert.Equal(TimeSpan.Zero, last.Remaining);
        Assert.Null(reports.First().Remaining);
        Assert.All(reports, report => Assert.InRange(report.Running, 0, 2));
        Assert.All(reports.Zip(reports.Skip(1)), pair => Assert.True(pair.First.Finished <= pair.Second.Finished));
    }

    [Fact]
    public async Task LaunchAsync_missing_program_says_so()
    {
        var launcher = new LocalLauncher(new RunProgram("/no/such/program", []), cores: 1);

        var error = await Assert.ThrowsAsync<SweepException>(() => launcher.LaunchAsync(FakeRuns.Sweep(_folder, "work")));

        Assert.Contains("/no/such/program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LaunchAsync_program_thatCannotBeStartedForOneRun_leavesTheOthersAlone()
    {
        // The program goes when the first run has used it, and comes back with the second try of the sweep.
        var program = _folder.Write("once.sh", "#!/bin/sh\nrm \"$0\"\nread -r run\necho '{}' > \"$run/result.json\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var sweep = FakeRuns.Sweep(_folder, "work", "work", "work");

        var report = await new LocalLauncher(new RunProgram(program, []), cores: 1).LaunchAsync(sweep);

        Assert.Equal(1, report.Finished);
        Assert.Equal(["run1", "run2"], report.Failures.Select(failure => failure.Run));
        Assert.All(report.Failures, failure => Assert.Contains("cannot be started", failure.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task LaunchAsync_oneProcess_takesRunAfterRun_untilOneFails()
    {
        var sweep = FakeRuns.Sweep(_folder, "work", "work", "fail", "work", "work");

        await Launcher(cores: 1).LaunchAsync(sweep);

        string[] processes = [.. new[] { 0, 1, 3, 4 }.Select(run => File.ReadAllText(Path.Combine(sweep.FolderOf(sweep.Runs[run]), RunFiles.Result)))];
        Assert.Equal((processes[0], processes[2]), (processes[1], processes[3]));
        Assert.NotEqual(processes[0], processes[2]);
    }

    [Fact]
    public async Task ExecuteAsync_processThatDiedBetweenTwoRuns_isReplaced()
    {
        var program = _folder.Write("once.sh", "read -r run\necho $$ > \"$run/process\"\necho done\nexit 137\n");
        using RunWorker worker = new(["/bin/sh", program], threads: 1, patience: TimeSpan.Zero);
        foreach (var run in new[] { "first", "second" })
        {
            var folder = Directory.CreateDirectory(_folder[run]).FullName;
            Assert.Null(await worker.ExecuteAsync(folder, _ => { }, default));
            while (Directory.Exists($"/proc/{File.ReadAllText(Path.Combine(folder, "process")).Trim()}"))
                await Task.Delay(10);
        }
    }

    [Fact]
    public async Task LaunchAsync_runsOfOneProcess_haveTheBitsOfRunsWithTheirOwn()
    {
        Sweep Create(string name) => Sweep.Create(
            _folder[name], new Dictionary<string, RunOptions> { ["first"] = SmallRuns.Rft(2), ["second"] = SmallRuns.Rft(3), ["third"] = SmallRuns.Rft(2) });
        var (together, apart) = (Create("together"), Create("apart"));

        Assert.True((await new LocalLauncher(cores: 1).LaunchAsync(together)).IsComplete);
        Assert.True((await new LocalLauncher(cores: 3).LaunchAsync(apart)).IsComplete);

        foreach (var (run, other) in together.Runs.Zip(apart.Runs))
            Digits.AssertSame(together.FolderOf(run), apart.FolderOf(other));
    }

    [Fact]
    public async Task LaunchAsync_runsAtWork_areTold()
    {
        var sweep = FakeRuns.Sweep(_folder, "work");
        var program = _folder.Write("told.sh", """
            read -r run
            echo 'a line of something else'
            echo '{}'
            echo '{"Stage":"rft","Number":1,"Stages":2,"Training":{"Epoch":50,"Epochs":200,"StepsPerSecond":10,"Remaining":"00:00:15","Status":"reward 0.5 (std 0.1)"}}'
            sleep 1.5
            echo '{}' > "$run/result.json"
            """);
        var reports = new ConcurrentQueue<SweepProgress>();

        await new LocalLauncher(new RunProgram("/bin/sh", [program]), cores: 1).LaunchAsync(sweep, new Recorder(reports));

        var told = reports.First(report => report.AtWork.Count > 0);
        Assert.Equal("run0 rft (2/2)  epoch 50/200  10.0 steps/s  left 0.00:00:15  reward 0.5 (std 0.1)", told.AtWork[0].ToString());
        Assert.Equal(TimeSpan.FromSeconds(15), told.Remaining);
        Assert.Empty(reports.Last().AtWork);
    }

    [Theory]
    [InlineData("wait")]
    [InlineData("wait", "work")]
    public async Task LaunchAsync_progressThatThrows_isToldWhenTheRunsHaveStopped(params string[] runs)
    {
        var sweep = FakeRuns.Sweep(_folder, runs);
        var progress = new Teller(value =>
        {
            if (value.Finished == runs.Length - 1 && File.Exists(Path.Combine(sweep.FolderOf(sweep.Runs[0]), "waiting")))
                throw new InvalidOperationException("no room on the screen");
        });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Launcher(cores: 2).LaunchAsync(sweep, progress));

        Assert.Equal("no room on the screen", error.Message);
        Assert.Single(FakeRuns.Events(sweep), line => line.StartsWith("stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LaunchAsync_killedRuns_tellTheExitCodeAndNothingOfEarlierRuns()
    {
        var sweep = FakeRuns.Sweep(_folder, "work", "work");
        File.WriteAllText(Path.Combine(sweep.FolderOf(sweep.Runs[1]), RunFiles.Error), "DivergedException: of last week");
        var program = _folder.Write("killed.sh", "read -r run; echo 'fetching' >&2; sleep 0.3; echo '{}' > \"$run/result.json\"; echo done; read -r run; kill -9 $$");

        var report = await new LocalLauncher(new RunProgram("/bin/sh", [program]), cores: 1).LaunchAsync(sweep);

        Assert.Equal([new("run1", "ended with exit code 137 and without results")], report.Failures);
    }

    [Fact]
    public async Task LaunchAsync_errorThatTheDiskHadNoRoomFor_tellsTheErrorOutput()
    {
        var sweep = FakeRuns.Sweep(_folder, "work");
        var program = _folder.Write("full.sh", "read -r run; : > \"$run/error.txt\"; echo 'No space left on device' >&2; exit 1");

        var report = await new LocalLauncher(new RunProgram("/bin/sh", [program]), cores: 1).LaunchAsync(sweep);

        Assert.StartsWith("No space left on device", Assert.Single(report.Failures).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LaunchAsync_runThatAnotherLauncherTakes_isLeftToIt()
    {
        var sweep = FakeRuns.Sweep(_folder, "work", "work", "work");
        IDisposable? taken = null;
        var progress = new Teller(_ => taken ??= RunFolder.Open(sweep.FolderOf(sweep.Runs[1])).Take());

        var report = await Launcher(cores: 1).LaunchAsync(sweep, progress);

        using (taken)
        {
            Assert.Equal((2, 0), (report.Finished, report.Failures.Count));
            Assert.Equal(["run1"], report.Unfinished);
            Assert.DoesNotContain(FakeRuns.Events(sweep), line => line.EndsWith("run1", StringComparison.Ordinal));
            Assert.Equal(["run1"], SweepReport.Of(sweep, new Dictionary<string, string> { ["run1"] = "being executed already" }).Unfinished);
        }
    }

    [Fact]
    public async Task LaunchAsync_anotherNumberOfThreads_sharesNoPretraining()
    {
        var pretrained = _folder["pretrained"];
        foreach (var threads in new[] { 1, 2, 1 })
        {
            var sweep = Sweep.Create(_folder[Path.GetRandomFileName()], new Dictionary<string, RunOptions> { ["a"] = SmallRuns.Rft(2) }).WithPretrained(pretrained);
            Assert.True((await new LocalLauncher(cores: 2, threads).LaunchAsync(sweep)).IsComplete);
        }

        Assert.Equal(2, Directory.GetFiles(pretrained, "*.safetensors").Length);
    }

    private LocalLauncher Launcher(int cores = 4) => new(FakeRuns.Program(_folder), cores);

    private sealed class Teller(Action<SweepProgress> tell) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => tell(value);
    }

    private sealed class Recorder(ConcurrentQueue<SweepProgress> reports) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => reports.Enqueue(value);
    }
}
