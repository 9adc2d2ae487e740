using VanishingGradients.Finetuning;
using VanishingGradients.Rewards;

namespace VanishingGradients.Experiments.Runs;

public sealed class RunTests : IDisposable
{
    private static readonly RunExecution EveryEpoch = new() { CheckpointEpochs = 1 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Executes until an epoch of a stage has ended.</summary>
    private static void Interrupt(RunOptions options, string folder, string stage, int epoch, RunExecution? execution = null)
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => Run.Execute(options, folder, execution, new Watch(at => at.Stage == stage && at.Training.Epoch == epoch, source), source.Token));
    }

    [Fact]
    public void Execute_oneStage_givesTheBitsOfTheControlledExperiment()
    {
        var options = Digits.Options(Digits.Stage("finetuning", new ExpectedReward(), new HighInitialReward()));
        Run.Execute(options, _folder["run"]);
        using var experiment = Digits.Experiment(options);
        var pretraining = experiment.Pretrain();
        var finetuning = experiment.Finetune(new ExpectedReward(), LabelReward.HighInitial(experiment.Task), Digits.Training);
        var run = RunFolder.Open(_folder["run"]);
        Assert.All(pretraining.Names, name => Assert.Equal(pretraining[name], run.Metrics("pretraining")[name]));
        Assert.All(finetuning.Names, name => Assert.Equal(finetuning[name], run.Metrics("finetuning")[name]));
        Assert.Equal(
            experiment.Evaluate(LabelReward.HighInitial(experiment.Task)).RewardMean.Average(), run.Result!.Stage("finetuning").Evaluation["reward"]);
    }

    [Fact]
    public void Execute_interruptedAnywhere_endsWithTheSameBits()
    {
        var options = Digits.Options() with { Stages = [.. Digits.Options().Stages, Digits.Stage("ppo", new PpoSurrogate()) with { Inputs = new SmallStdInputs { Threshold = 2, AtMost = 40 } }] };
        Run.Execute(options, _folder["whole"]);
        foreach (var (stage, epoch) in new[] { ("pretraining", 7), ("sft", 1), ("sft", 12), ("rft", 5), ("ppo", 3), ("ppo", 11) })
        {
            Interrupt(options, _folder["parts"], stage, epoch);
        }

        Run.Execute(_folder["parts"]);
        Digits.AssertSame(_folder["whole"], _folder["parts"]);
        Assert.Equal(7, RunFolder.Open(_folder["parts"]).Environments.Count);
        Assert.Equal(
            ["config.json", "environment.json", "policy.safetensors", "ppo.census.csv", "ppo.metrics", "pretraining.census.csv", "pretraining.metrics",
             "result.json", "rft.census.csv", "rft.metrics", "run.lock", "sft.census.csv", "sft.metrics"],
            Directory.GetFiles(_folder["parts"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Execute_interruptedAndKilled_addsUpTheSecondsOfAllStarts()
    {
        var run = RunFolder.Create(Digits.Options(), _folder["run"]);
        Interrupt(Digits.Options(), run.Path, "pretraining", 3);
        Assert.Equal(double.NaN, run.Seconds);
        var first = Assert.Single(run.Environments).Seconds;
        Assert.True(first > 0);

        // A start that was killed after its checkpoint: its end is not noted.
        Interrupt(Digits.Options(), run.Path, "rft", 2);
        var started = DateTime.UtcNow.AddHours(-1);
        RunJson.Save<IReadOnlyList<RunEnvironment>>(
            run.EnvironmentFile, [run.Environments[0], run.Environments[1] with { Started = started, Seconds = null }]);
        Run.Execute(run.Path);

        Assert.Equal(3, run.Environments.Count);
        Assert.InRange(run.Environments[1].Seconds!.Value, 3590, 3660);
        Assert.Equal(run.Environments.Sum(start => start.Seconds!.Value), run.Seconds);
        Assert.True(run.Seconds > 3590 + first);
    }

    [Fact]
    public void Execute_finishedFolder_returnsTheResultAtOnce()
    {
        var result = Run.Execute(Digits.Options(), _folder["run"]);
        var watch = new Watch(_ => throw new InvalidOperationException("It ran again."), null);
        Assert.Equal(result.Stage("rft").Metrics, Run.Execute(Digits.Options(), _folder["run"], progress: watch).Stage("rft").Metrics);
        var other = Digits.Options() with { Setting = Digits.Options().Setting with { Seed = 5 } };
        Assert.Contains("another run", Assert.Throws<RunFileException>(() => Run.Execute(other, _folder["run"])).Message, StringComparison.Ordinal);
        Assert.Contains("pretraining, sft, rft", Assert.Throws<KeyNotFoundException>(() => result.Stage("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_damagedCheckpoint_namesTheFileAndChangesNothing()
    {
        Interrupt(Digits.Options(), _folder["run"], "rft", 4);
        var path = RunFolder.Open(_folder["run"]).CheckpointFile;
        var whole = File.ReadAllBytes(path);
        var random = new Random(1);
        for (var trial = 0; trial < 40; trial++)
        {
            var damaged = whole.ToArray();
            if (trial % 4 == 0)
            {
                damaged = damaged[..random.Next(damaged.Length)];
            }
            else
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(path, damaged);
            var error = Assert.Throws<RunFileException>(() => Run.Execute(_folder["run"]));
            Assert.Equal(path, error.File);
            Assert.Contains("the checkpoint is damaged", error.Message, StringComparison.Ordinal);
            Assert.Equal(damaged, File.ReadAllBytes(path));
        }

        Assert.Contains("checkpoint is damaged", RunFolder.Open(_folder["run"]).Error, StringComparison.Ordinal);
        File.WriteAllBytes(path, whole);
        Run.Execute(_folder["run"]);
        Assert.Null(RunFolder.Open(_folder["run"]).Error);
    }

    [Fact]
    public void Execute_metricsAfterTheCheckpoint_areCut()
    {
        Run.Execute(Digits.Options(), _folder["whole"]);
        Interrupt(Digits.Options(), _folder["run"], "rft", 4);
        var metrics = RunFolder.Open(_folder["run"]).MetricsPath("rft");
        using (var file = File.OpenWrite(metrics))
        {
            file.Seek(0, SeekOrigin.End);
            file.Write([1, 2, 3, 4, 5, 6, 7]);
        }

        Assert.Contains("cut short", Assert.Throws<RunFileException>(() => RunFolder.Open(_folder["run"]).Metrics("rft")).Message, StringComparison.Ordinal);
        Run.Execute(_folder["run"]);
        Digits.AssertSame(_folder["whole"], _folder["run"]);
    }

    [Fact]
    public void Execute_metricsBeforeTheCheckpointLost_saysSo()
    {
        Interrupt(Digits.Options(), _folder["run"], "rft", 4);
        var metrics = RunFolder.Open(_folder["run"]).MetricsPath("rft");
        File.WriteAllBytes(metrics, File.ReadAllBytes(metrics)[..^9]);
        Assert.Contains("when the checkpoint was written", Assert.Throws<RunFileException>(() => Run.Execute(_folder["run"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_folderInUse_saysSo()
    {
        RunFolder.Create(Digits.Options(), _folder["run"]);
        var watch = new Watch(_ =>
        {
            Assert.Contains("being executed already", Assert.Throws<RunInUseException>(() => Run.Execute(_folder["run"])).Message, StringComparison.Ordinal);
            return false;
        }, null);
        Run.Execute(_folder["run"], progress: watch);
        Assert.True(watch.Count > 0);
    }

    [Fact]
    public void Take_lockThatCannotBeMade_saysWhy()
    {
        var run = RunFolder.Create(Digits.Options(), _folder["run"]);
        Directory.Delete(run.Path, recursive: true);
        var error = Assert.Throws<RunFileException>(run.Take);
        Assert.Equal(Path.Combine(run.Path, "run.lock"), error.File);
        Assert.Contains("it cannot be made (Could not find a part of the path", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_rewardsThatAreNotFinite_leavesAnErrorWithTheInput()
    {
        var shaping = new RewardShaping { Scale = 1e308, Whiten = true };
        var options = Digits.Options(Digits.Stage("rft", new ExpectedReward(), new PlusMinusOneReward { Shaping = shaping }));
        Assert.Contains("rewards must be finite", Assert.Throws<ArgumentException>(() => Run.Execute(options, _folder["run"])).Message, StringComparison.Ordinal);
        Assert.Contains("for input 0 is NaN", RunFolder.Open(_folder["run"]).Error, StringComparison.Ordinal);
        Assert.Null(RunFolder.Open(_folder["run"]).Result);
    }

    [Fact]
    public void Execute_unknownEnvironment_namesThoseThereAre()
    {
        var error = Assert.Throws<ArgumentException>(() => Run.Execute(Digits.Options() with { Environment = "moon" }, _folder["run"]));
        Assert.Contains("'moon'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_sharedPretraining_isDoneOnceWithTheSameBits()
    {
        var shared = EveryEpoch with { PretrainedFolder = _folder["pretrained"] };
        var other = Digits.Options(Digits.Stage("rft", new PpoSurrogate()));
        Run.Execute(Digits.Options(), _folder["alone"]);
        Run.Execute(other, _folder["first"], shared);
        var pretrained = new Watch(at => at.Stage == "pretraining", null);
        Run.Execute(Digits.Options(), _folder["second"], shared, pretrained);
        Assert.False(pretrained.Saw);
        Digits.AssertSame(_folder["alone"], _folder["second"]);
        Assert.Single(Directory.GetFiles(_folder["pretrained"], "*.safetensors"));
        Run.Execute(other with { Setting = other.Setting with { Seed = 9 } }, _folder["third"], shared);
        Assert.Equal(2, Directory.GetFiles(_folder["pretrained"], "*.safetensors").Length);
    }

    [Fact]
    public void Execute_sharedPretrainingThatAKilledProcessLeftHalfWritten_isRemoved()
    {
        var shared = new RunExecution { PretrainedFolder = _folder["pretrained"] };
        Run.Execute(Digits.Options(), _folder["first"], shared);
        var path = Directory.GetFiles(_folder["pretrained"], "*.safetensors").Single();
        File.Move(path, $"{path}.0123.tmp");
        Run.Execute(Digits.Options(), _folder["second"], shared);
        Assert.Equal([Path.ChangeExtension(path, ".lock"), path], Directory.GetFiles(_folder["pretrained"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Execute_sharedPretrainingSideBySide_isDoneOnce()
    {
        var shared = EveryEpoch with { PretrainedFolder = _folder["pretrained"] };
        var watches = Enumerable.Range(0, 2).Select(_ => new Watch(at => at.Stage == "pretraining" && at.Training.Epoch > 0, null)).ToArray();
        await Task.WhenAll(watches.Select((watch, i) => Task.Run(() => Run.Execute(Digits.Options(), _folder[$"run{i}"], shared, watch))));
        Assert.Single(watches, watch => watch.Saw);
        Digits.AssertSame(_folder["run0"], _folder["run1"]);
    }
}
