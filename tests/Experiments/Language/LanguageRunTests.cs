using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Sweeps;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

public sealed class LanguageRunTests(LanguageRunTests.WholeRun whole) : IClassFixture<LanguageRunTests.WholeRun>, IDisposable
{
    private static readonly RunExecution EveryEpoch = new() { CheckpointEpochs = 1 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void Interrupt(RunDescription options, Func<RunProgress, bool> isMoment)
    {
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run.Execute(options, _folder["parts"], null, new Watch(isMoment, source), source.Token));
    }

    [Fact]
    public void Execute_threeStages_givesTheBitsOfTheTrainers()
    {
        var options = TinyRuns.Options;
        var result = whole.Result;
        var streams = new RandomStreams(options.Seed);
        var task = SmallLanguageTask.Draw((SmallLanguageTaskOptions)options.Task, streams);
        using var initialisation = streams.Open(RandomStreams.Initialisation);
        using var model = options.Model.Create(task.Tokenizer, initialisation);
        void Train(ITraining training)
        {
            using (training)
            {
                training.Run();
            }
        }

        Train(new SupervisedLanguageTrainer(model, task.Pretraining, options.Pretraining!, streams.Part("pretraining")));
        Assert.Equal(task.Statistics(model).Average(one => one.Mean), result.Stage("pretraining").Evaluation["reward"]);
        Train(new SupervisedLanguageTrainer(
            model, task.Prompts, ((SupervisedLanguageMethod)options.Stages[0].Method).Training, streams.Part("sft")));
        var rft = streams.Part("rft");
        Train(new PolicyGradientTrainer(new LanguageActorCritic(model, task.Inputs, TinyRuns.Ppo, rft), TinyRuns.Ppo.Method, rft));
        var statistics = task.Statistics(model);
        var small = statistics.Where((_, i) => task.IsSmall[i]).ToArray();
        Assert.Equal(small.Average(one => one.Mean), result.Stage("rft").Evaluation["reward_small_reward_std"]);
        Assert.Equal(small.Average(one => one.Std), result.Stage("rft").Evaluation["avg_reward_std_small_reward_std"]);
        Assert.Equal([60, 7, 12], result.Stages.Select(stage => stage.Inputs));

        var folder = RunFolder.Open(whole.Folder);
        using var saved = LanguageModels.Load(Path.Combine(folder.Path, "policy"));
        Assert.Equal(model.Parameters.ToArray(), saved.Parameters.ToArray());
        Assert.Equal(statistics.Select(one => one.Mean), folder.Census("rft").RewardMeans.ToArray());
        Assert.Equal(5, folder.Metrics("rft").Count);
        Assert.Equal(2 * 5, folder.Prompts("rft").Rows.Count);
        Assert.Equal(2 * folder.Metrics("sft").Count, folder.Prompts("sft").Rows.Count);
        Assert.Equal(2 * 3 * folder.Metrics("sft").Count, folder.Samples("sft").Rows.Count);
        Assert.Empty(result.Stages.SelectMany(stage => stage.Metrics.Keys).Intersect(LanguageActorCritic.Speeds));
    }

    [Fact]
    public void Execute_interruptedInEveryStage_endsWithTheSameBits()
    {
        // Rows of 12 steps of pretraining stand after 3, 6, 9, 12, of 4 steps an epoch; of SFT after every step, 3 of them an epoch.
        var rows = 0;
        Func<RunProgress, bool> Row(string stage, int number)
        {
            rows = 0;
            return at => at.Stage == stage && ++rows == number;
        }

        foreach (var (stage, row) in new[] { ("pretraining", 1), ("pretraining", 2), ("sft", 1), ("sft", 4), ("rft", 1), ("rft", 3) })
        {
            Interrupt(TinyRuns.Options, Row(stage, row));
        }

        Run.Execute(_folder["parts"]);
        Digits.AssertSame(whole.Folder, _folder["parts"]);
        Assert.Equal(7, RunFolder.Open(_folder["parts"]).Environments.Count);
    }

    [Fact]
    public void Execute_interruptedInARollout_endsWithTheSameBits()
    {
        using var source = new CancellationTokenSource();
        // Six of the probe at each of 12 rows of SFT; then the probe and sixteen completions an iteration: the 132nd reward is in the third one.
        var cancelling = new TinyRuns.Changed(TinyRuns.Options)
        {
            Task = task => new OtherReward(task, 132, () =>
            {
                source.Cancel();
                return 0;
            }),
        };
        Assert.Throws<OperationCanceledException>(() => Run.Execute(cancelling, _folder["parts"], null, null, source.Token));
        Assert.Equal(2, RunFolder.Open(_folder["parts"]).Metrics("rft").Count);
        Run.Execute(_folder["parts"]);
        Digits.AssertSame(whole.Folder, _folder["parts"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Execute_rewardThatCannotBeHad_namesTheCompletionAndKeepsTheCheckpoint(bool throws)
    {
        var faulty = new TinyRuns.Changed(TinyRuns.Options)
        {
            Task = task => new OtherReward(task, 132, () => throws ? throw new IOException("the scorer is gone") : double.NaN),
        };
        var error = Assert.Throws<TextRewardException>(() => Run.Execute(faulty, _folder["run"], EveryEpoch));
        Assert.StartsWith("at ", error.Text.Prompt, StringComparison.Ordinal);
        Assert.Contains(throws ? "the scorer is gone" : "is NaN", RunFolder.Open(_folder["run"]).Error, StringComparison.Ordinal);
        Assert.Null(RunFolder.Open(_folder["run"]).Result);
        Run.Execute(_folder["run"]);
        Digits.AssertSame(whole.Folder, _folder["run"]);
    }

    [Theory]
    [InlineData("sft", "forward", "PairsPerPass")]
    [InlineData("sft", "backward", "PairsPerPass")]
    [InlineData("rft", "forward", "CompletionsPerPass")]
    [InlineData("rft", "backward", "MinibatchSize")]
    public void Execute_passWithoutMemory_saysWhatToLowerAndKeepsTheCheckpoint(string stage, string pass, string option)
    {
        var isFull = false;
        var full = new TinyRuns.Changed(TinyRuns.Options) { Model = model => new GreedyModel(model, () => isFull ? pass : null) };
        var watch = new Watch(at => isFull = at.Stage == stage && at.Training.Epoch > 1, null);
        var error = Assert.Throws<TrainingMemoryException>(() => Run.Execute(full, _folder["run"], EveryEpoch, watch));
        Assert.Contains($"Lower {option}", error.Message, StringComparison.Ordinal);
        Assert.Contains("allocate", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(TrainingMemoryException), RunFolder.Open(_folder["run"]).Error, StringComparison.Ordinal);
        Run.Execute(_folder["run"]);
        Digits.AssertSame(whole.Folder, _folder["run"]);
    }

    [Fact]
    public void Execute_damagedCheckpoint_namesTheFileAndChangesNothing()
    {
        Interrupt(TinyRuns.Options, at => at.Stage == "rft" && at.Training.Epoch == 2);
        var path = RunFolder.Open(_folder["parts"]).CheckpointFile;
        var whole = File.ReadAllBytes(path);
        var random = new Random(1);
        for (var trial = 0; trial < 8; trial++)
        {
            var damaged = whole.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, trial == 0 ? damaged[..(damaged.Length / 2)] : damaged);
            Assert.Equal(path, Assert.Throws<RunFileException>(() => Run.Execute(_folder["parts"])).File);
        }

        File.WriteAllBytes(path, whole);
        Run.Execute(_folder["parts"]);
    }

    [Fact]
    public void Execute_policyOfAnotherRun_goesOnFromIt()
    {
        var first = Run.Execute(TinyRuns.Options with { Stages = TinyRuns.Options.Stages.Take(1).ToArray() }, _folder["first"]);
        var second = TinyRuns.Options with
        {
            Model = new HuggingFaceModelOptions(Path.Combine(_folder["first"], "policy")),
            Pretraining = null,
            Stages = TinyRuns.Options.Stages.Skip(1).ToArray(),
        };
        var result = Run.Execute(second, _folder["second"]);
        Assert.Equal(first.Stage("sft").Evaluation, result.Stage("pretraining").Evaluation);
        Assert.Empty(result.Stage("pretraining").Metrics);
        Assert.Equal(whole.Result.Stage("rft").Evaluation, result.Stage("rft").Evaluation);
    }

    [Fact]
    public void Execute_modelWithTooFewTokens_saysSo()
    {
        Run.Execute(TinyRuns.Options with { Stages = [] }, _folder["small"]);
        var other = TinyRuns.Options with
        {
            Task = new SmallLanguageTaskOptions { Animals = 3 },
            Model = new HuggingFaceModelOptions(Path.Combine(_folder["small"], "policy")),
        };
        Assert.Contains(
            "not of the same model", Assert.Throws<ArgumentException>(() => Run.Execute(other, _folder["run"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_stageThatCannotBeTrained_isToldBeforeAnythingIs()
    {
        var rft = TinyRuns.Options.Stages[1] with
        {
            Method = new ReinforcementLanguageMethod { Training = TinyRuns.Ppo with { Generation = TinyRuns.Ppo.Generation with { MaxNewTokens = 30 } } },
        };
        var error = Assert.Throws<ArgumentException>(() => Run.Execute(TinyRuns.Options with { Stages = [TinyRuns.Options.Stages[0], rft] }, _folder["run"]));
        Assert.StartsWith("Stage 'rft': ", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(RunFolder.Open(_folder["run"]).MetricsPath("pretraining")));
    }

    [Fact]
    public void Execute_modelOfAnotherTokenizer_saysSo()
    {
        using (var initialisation = new RandomStreams(1).Open(RandomStreams.Initialisation))
        using (Gpt2 other = new(new Gpt2Options { Layers = 1, Hidden = 8, Heads = 2, Vocabulary = 600, Positions = 16, EndId = 599 }, initialisation))
        {
            other.Save(_folder["other"]);
        }

        var run = TinyRuns.Options with { Model = new HuggingFaceModelOptions(_folder["other"]) };
        Assert.Contains("but 'gpt2' with 599", Assert.Throws<ArgumentException>(() => Run.Execute(run, _folder["run"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_llamaOfAFolder_isPretrainedAndSaved()
    {
        using (var initialisation = new RandomStreams(1).Open(RandomStreams.Initialisation))
        using (var llama = new Llama(new LlamaOptions { Layers = 1, Hidden = 16, Heads = 2, FeedForward = 24, Vocabulary = 64, Positions = 16 }, initialisation))
        {
            llama.Save(_folder["llama"]);
        }

        Run.Execute(TinyRuns.Options with { Model = new HuggingFaceModelOptions(_folder["llama"]), Stages = [] }, _folder["run"]);
        using var saved = LanguageModels.Load(Path.Combine(_folder["run"], "policy"));
        Assert.IsType<Llama>(saved);
        Assert.Equal(4, RunFolder.Open(_folder["run"]).Metrics("pretraining").Count);
    }

    [Fact]
    public async Task Sweep_twoConfigurations_sharePretrainingAndHaveTheResults()
    {
        var runs = new Dictionary<string, LanguageRunOptions>
        {
            ["both"] = TinyRuns.Options,
            ["rft"] = TinyRuns.Options with { Stages = TinyRuns.Options.Stages.Skip(1).ToArray() },
        };
        var sweep = Sweep.Create(_folder["sweep"], runs, [1]);
        var report = await new LocalLauncher(threadsPerRun: TorchRuntime.Threads).LaunchAsync(sweep, cancellation: TestContext.Current.CancellationToken);
        Assert.True(report.IsComplete, report.ToString());
        Assert.Single(Directory.GetFiles(_folder["sweep/pretrained"], "*.safetensors"));
        var table = SweepResults.Load(_folder["sweep"]).Table;
        Assert.Equal([1L, 1L], table["seed"].Cast<long>());
        Assert.All(table["rft.evaluation.reward"].Cast<double>(), reward => Assert.InRange(reward, 0, 1));
        Digits.AssertSame(whole.Folder, sweep.FolderOf(sweep.Runs[0]));
    }

    [Fact]
    public void Execute_presetAtSmokeScale_goesFromPretrainingToPpo()
    {
        var result = Run.Execute(LaptopGpt.Run(Scale.Smoke), _folder["run"]);
        Assert.Equal(["pretraining", "sft", "rft"], result.Stages.Select(stage => stage.Name));
        Assert.Equal([512, 24, 24], result.Stages.Select(stage => stage.Inputs));
        var metrics = RunFolder.Open(_folder["run"]).Metrics("rft");
        Assert.Equal(2, metrics.Count);
        Assert.InRange(metrics.Last("probe_reward"), 0, 1);
        Assert.All(result.Stages, stage => Assert.InRange(stage.Evaluation["reward_large_reward_std"], 0, 1));
        Assert.True(result.Stage("rft").Metrics["kl_coefficient"] > 0);
    }

    /// <summary>The tiny run, executed in one go.</summary>
    public sealed class WholeRun : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public WholeRun() => Result = Run.Execute(TinyRuns.Options, Folder);

        public string Folder => _folder["whole"];

        public RunResult Result { get; }

        public void Dispose() => _folder.Dispose();
    }
}
