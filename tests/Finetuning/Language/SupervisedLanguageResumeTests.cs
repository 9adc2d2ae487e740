using VanishingGradients.Experiments.Runs;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>A training that is captured, written to a checkpoint, thrown away and continued by another trainer ends with the bits of one that
/// never stopped.</summary>
public sealed class SupervisedLanguageResumeTests
{
    private static readonly SupervisedLanguageOptions Options = new()
    {
        Epochs = 2,
        BatchSize = 8,
        PairsPerPass = 3,
        Optimizer = new(1e-2, weightDecay: 0.1),
        Schedule = new(ScheduleShape.Cosine, 2),
        LogEvery = 3,
    };

    private static readonly LanguageExample[] Examples = TinyModels.Examples(20);

    private static readonly HeldOutExamples HeldOut = new(
        TinyModels.Examples(3, seed: 8), new(TinyLanguage.Inputs(), new() { MaxNewTokens = 2 }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restore_checkpointOfAnyStep_continuesBitForBit(bool encodes)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = TinyModels.New(encodes, type: ScalarType.Float32);
        using var whole = new SupervisedLanguageTrainer(model, Examples, Options, new RandomStreams(1), HeldOut);
        whole.Run();

        for (var stopAfter = 0; stopAfter <= whole.Steps; stopAfter++)
        {
            using var started = TinyModels.New(encodes, type: ScalarType.Float32);
            using var first = new SupervisedLanguageTrainer(started, Examples, Options, new RandomStreams(1), HeldOut);
            using var source = new CancellationTokenSource();
            first.BetweenSteps = () =>
            {
                if (first.StepsDone == stopAfter)
                {
                    source.Cancel();
                }
            };
            try
            {
                first.Run(cancellation: source.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(stopAfter, first.StepsDone);
            }

            var path = Path.Combine(folder.Path, $"{encodes}-{stopAfter}");
            using var captured = first.Capture();
            new RunState([], captured, null, 0, null).Save(path);
            using var loaded = RunState.Load(path);

            // Another start and a moved stream: everything but the data has to come from the state.
            using var continued = TinyModels.New(encodes, seed: 2, type: ScalarType.Float32);
            using var second = new SupervisedLanguageTrainer(continued, Examples, Options, new RandomStreams(1), HeldOut);
            second.Run();
            second.Restore(loaded.Training!, first.Log);
            second.Run();
            Assert.True(model.Parameters.Values.equal(continued.Parameters.Values).all().item<bool>(), $"after {stopAfter} steps");
            Assert.All(
                whole.Log.Names.Where(name => name != LanguageMetrics.TokensPerSecond),
                name => Assert.Equal(whole.Log[name], second.Log[name]));
        }
    }

    [Fact]
    public void Run_cancelledInAnEvaluation_makesUpForTheRow()
    {
        using var model = TinyModels.New(encodes: false);
        using var source = new CancellationTokenSource();
        var reward = TextReward.Each(
            _ =>
            {
                source.Cancel();
                source.Token.ThrowIfCancellationRequested();
                return 0;
            },
            RewardRange.Unit);
        var heldOut = HeldOut with { Reward = HeldOut.Reward! with { Inputs = TinyLanguage.Inputs(reward) } };
        using var trainer = new SupervisedLanguageTrainer(model, Examples, Options, new RandomStreams(1), heldOut);
        Assert.Throws<OperationCanceledException>(() => trainer.Run(cancellation: source.Token));
        Assert.Equal((3, 0), (trainer.StepsDone, trainer.Log.Count));

        using var again = new SupervisedLanguageTrainer(model, Examples, Options, new RandomStreams(1), HeldOut);
        using var state = trainer.Capture();
        again.Restore(state, trainer.Log);
        again.Run();
        Assert.Equal([3, 6, 8], again.Log[LanguageMetrics.Step]);
    }

    [Fact]
    public void Restore_stateOfAnotherTraining_saysWhatDiffers()
    {
        using var model = TinyModels.New(encodes: false);
        using var other = TinyModels.New(encodes: true);
        using var trainer = new SupervisedLanguageTrainer(model, Examples, Options, new RandomStreams(1));
        using var otherModel = new SupervisedLanguageTrainer(other, Examples, Options, new RandomStreams(1));
        using var otherData = new SupervisedLanguageTrainer(model, Examples[..5], Options, new RandomStreams(1));
        using var state = trainer.Capture();
        Assert.Contains("parameters", Assert.Throws<ArgumentException>(() => otherModel.Restore(state, trainer.Log)).Message, StringComparison.Ordinal);
        Assert.Contains("pairs", Assert.Throws<ArgumentException>(() => otherData.Restore(state, trainer.Log)).Message, StringComparison.Ordinal);
        trainer.Run();
        Assert.Contains("rows", Assert.Throws<ArgumentException>(() => trainer.Restore(state, trainer.Log)).Message, StringComparison.Ordinal);
    }
}
