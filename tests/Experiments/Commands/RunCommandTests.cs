using System.Diagnostics;
using VanishingGradients.Data;
using VanishingGradients.Experiments.Language;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Commands;

public sealed class RunCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A smoke-scale run of a few seconds.</summary>
    private RunFolder Create(string name)
    {
        var stage = Digits.Stage("rft", new ExpectedReward()) with { Method = new ObjectiveMethod { Objective = new ExpectedReward(), Training = Digits.Training with { Epochs = 150 } } };
        var options = Digits.Options(stage);
        return RunFolder.Create(
            options with { Setting = options.Setting with { Task = new ControlledTaskOptions { TrainInputs = 200, TestInputs = 100 } } }, _folder[name]);
    }

    private static void WaitFor(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); Thread.Sleep(2))
        {
            Assert.True(clock.Elapsed < Patience, "The process did not get there.");
        }
    }

    private static string[] OptionsOf(RunFolder folder) => ["run", folder.Path, "--checkpoint-epochs", "2"];

    /// <summary>A language run of a few seconds, all of whose stages are long enough to be killed in.</summary>
    private RunFolder CreateLanguage(string name)
    {
        var (run, ppo) = (TinyRuns.Options, TinyRuns.Ppo);
        var sft = (SupervisedLanguageMethod)run.Stages[0].Method;
        return RunFolder.Create(
            run with
            {
                Pretraining = run.Pretraining! with { Epochs = 20 },
                Stages =
                [
                    run.Stages[0] with { Method = sft with { Training = sft.Training with { Epochs = 20 } } },
                    run.Stages[1] with { Method = new ReinforcementLanguageMethod { Training = ppo with { Method = ppo.Method with { Iterations = 8 } } } },
                ],
            },
            _folder[name]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_killedAtRandomMoments_endsWithTheSameBits(bool language)
    {
        var create = language ? CreateLanguage : (Func<string, RunFolder>)Create;
        Assert.Equal((0, true), (KitProcess.Run(OptionsOf(create("whole"))).ExitCode, RunFolder.Open(_folder["whole"]).Result is not null));
        var folder = create("killed");
        var random = new Random();
        for (var kill = 0; kill < 3; kill++)
        {
            var started = File.Exists(folder.CheckpointFile) ? File.GetLastWriteTimeUtc(folder.CheckpointFile) : default;
            using var process = KitProcess.Start(OptionsOf(folder));
            WaitFor(() => process.HasExited || (File.Exists(folder.CheckpointFile) && File.GetLastWriteTimeUtc(folder.CheckpointFile) > started));
            Thread.Sleep(random.Next(300));
            process.Kill();
            process.WaitForExit();
        }

        Assert.Equal(0, KitProcess.Run(OptionsOf(folder)).ExitCode);
        Digits.AssertSame(_folder["whole"], _folder["killed"]);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_terminated_savesAndSaysThatItCanContinue(bool often)
    {
        var folder = Create("run");
        using var process = KitProcess.Start("run", folder.Path);
        WaitFor(() => File.Exists(folder.MetricsPath("pretraining")));
        if (often)
        {
            KitProcess.TerminateOften(process);
        }
        else
        {
            KitProcess.Signal(process, "TERM");
        }

        var (exitCode, errors) = KitProcess.Wait(process);
        Assert.Equal(130, exitCode);
        Assert.Contains("the same command continues", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.CheckpointFile));
        Assert.Null(folder.Error);
    }

    [Fact]
    public void Run_secondProcess_isTold()
    {
        var folder = Create("run");
        using var taken = folder.Take();
        var (exitCode, errors) = KitProcess.Run(OptionsOf(folder));
        Assert.Equal(1, exitCode);
        Assert.Contains("being executed already", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_diskFullAtTheCheckpoint_failsWithTheFileAndContinuesLater()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "File size limits are set with bash on Linux.");
        var folder = Create("run");
        // Config and metrics fit, the checkpoint does not.
        var (exitCode, errors) = KitProcess.Wait(KitProcess.StartWithFileLimit(8, OptionsOf(folder)));
        Assert.Equal(1, exitCode);
        Assert.Contains("checkpoint.safetensors", errors, StringComparison.Ordinal);
        Assert.Contains("make room", folder.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));
        Assert.Equal(0, KitProcess.Run(OptionsOf(folder)).ExitCode);
    }

    [Fact]
    public void Run_diskFullAfterACheckpoint_keepsItAndContinuesLater()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "File size limits are set with bash on Linux.");
        var folder = Create("run");
        using (var stop = new CancellationTokenSource())
        {
            Assert.Throws<OperationCanceledException>(() => Run.Execute(folder.Path, progress: new StopAtEpoch(3, stop), cancellation: stop.Token));
        }

        var checkpoint = File.ReadAllBytes(folder.CheckpointFile);
        // The metrics fit, the next checkpoint does not.
        Assert.True(checkpoint.Length > 8 << 10);
        var (exitCode, errors) = KitProcess.Wait(KitProcess.StartWithFileLimit(8, OptionsOf(folder)));
        Assert.Equal(1, exitCode);
        Assert.Contains("checkpoint.safetensors", errors, StringComparison.Ordinal);
        Assert.Contains("make room and execute the run again", errors, StringComparison.Ordinal);
        Assert.Equal(checkpoint, File.ReadAllBytes(folder.CheckpointFile));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.tmp"));

        var resumed = new StopAtEpoch(int.MaxValue, null);
        Run.Execute(folder.Path, progress: resumed);
        Assert.Equal(4, resumed.First);
        Assert.NotNull(folder.Result);
    }

    private sealed class StopAtEpoch(int epoch, CancellationTokenSource? stop) : IProgress<RunProgress>
    {
        public int First { get; private set; }

        public void Report(RunProgress value)
        {
            First = First == 0 ? value.Training.Epoch : First;
            if (value.Training.Epoch == epoch)
            {
                stop?.Cancel();
            }
        }
    }

    [Fact]
    public void Run_folderWithoutConfig_fails()
    {
        var (exitCode, errors) = KitProcess.Run("run", _folder.Path);
        Assert.Equal(1, exitCode);
        Assert.Contains("config.json", errors, StringComparison.Ordinal);
    }
}
