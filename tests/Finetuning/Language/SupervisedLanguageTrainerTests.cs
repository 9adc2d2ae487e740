using VanishingGradients.Rewards;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

public sealed class SupervisedLanguageTrainerTests
{
    private static readonly SupervisedLanguageOptions Options = new()
    {
        Epochs = 3,
        BatchSize = 8,
        PairsPerPass = 8,
        Optimizer = new(1e-2, weightDecay: 0.1),
        Schedule = new(ScheduleShape.Cosine),
    };

    private static (Tensor Parameters, MetricsLog Log) Train(
        bool encodes, SupervisedLanguageOptions options, LanguageExample[]? examples = null, HeldOutExamples? heldOut = null, long seed = 5)
    {
        using var model = TinyModels.New(encodes);
        using var trainer = new SupervisedLanguageTrainer(model, examples ?? TinyModels.Examples(20), options, new RandomStreams(seed), heldOut);
        trainer.Run();
        Assert.Equal(trainer.Steps, trainer.StepsDone);
        return (model.Parameters.Values.clone(), trainer.Log);
    }

    [Theory]
    [InlineData(false, LossTokens.Completion)]
    [InlineData(false, LossTokens.All)]
    [InlineData(true, LossTokens.Completion)]
    public void Run_batchesInPasses_equalOneLargeBatch(bool encodes, LossTokens tokens)
    {
        using var scope = NewDisposeScope();
        var options = Options with { Tokens = tokens };
        var (whole, wholeLog) = Train(encodes, options);
        // 27 pairs: the last batch, and passes of 3, do not come out even.
        foreach (var pairs in new[] { 1, 2, 3 })
        {
            var (parts, partsLog) = Train(encodes, options with { PairsPerPass = pairs });
            Assert.True(whole.allclose(parts, 1e-6, 1e-9), $"{pairs} pairs in a pass");
            Assert.All(["train_loss", "train_accuracy", "grad_norm"], metric => Assert.All(
                wholeLog[metric].Zip(partsLog[metric]), pair => Assert.Equal(pair.First, pair.Second, 1e-6)));
        }
    }

    [Fact]
    public void Run_oneStep_isAdamOnTheMeanOverAllTokensOfTheBatch()
    {
        using var scope = NewDisposeScope();
        var examples = TinyModels.Examples(6);
        var options = Options with { MaxSteps = 1, BatchSize = 100, PairsPerPass = 2, MaxGradientNorm = 0.05 };
        var (actual, log) = Train(encodes: false, options, examples);

        using var model = TinyModels.New(encodes: false);
        var parameters = model.Parameters;
        var rows = LabelledRows.Of(model, PromptCompletion.Of(examples), LossTokens.Completion);
        var logits = model.Project(model.HiddenStates(rows.Prompts, rows.Completions, rows.Places));
        var loss = nn.functional.cross_entropy(logits, rows.Labels);
        var gradient = parameters.Gradient(loss);
        Assert.Equal(loss.item<double>(), log.Last("train_loss"), 1e-12);
        Assert.Equal(gradient.norm().item<double>(), log.Last("grad_norm"), 1e-12);
        Assert.Equal(1e-2, log.Last("learning_rate"), 1e-15);
        GradientClipping.Clip([gradient], 0.05);
        using var adam = options.Optimizer.Create(parameters);
        adam.Step(parameters.Values, gradient);
        Assert.True(parameters.Values.allclose(actual, 1e-9, 1e-12));
    }

    [Fact]
    public void Run_logEvery_addsRowsOfThoseStepsAndOfTheLast()
    {
        using var scope = NewDisposeScope();
        var (_, log) = Train(encodes: false, Options with { LogEvery = 3, MaxSteps = 7 });
        Assert.Equal([3, 6, 7], log[LanguageMetrics.Step]);
        Assert.Equal([1, 2, 2], log[MetricsLog.Epoch]);
        Assert.All(log[LanguageMetrics.TokensPerSecond], rate => Assert.True(rate > 0));
    }

    [Fact]
    public void Run_shareOfTheInputs_takesTheStepsOfAllOnThatPart()
    {
        using var scope = NewDisposeScope();
        var examples = TinyModels.Examples(20);
        using var model = TinyModels.New(encodes: false);
        using var trainer = new SupervisedLanguageTrainer(
            model, examples, Options with { InputShare = 0.1, StepShare = 0.5 }, new RandomStreams(5));
        trainer.Run();
        // 27 pairs in batches of 8 are 4 steps an epoch, half of 3 epochs 6; 2 examples are one step an epoch.
        Assert.Equal(6, trainer.StepsDone);
        Assert.Equal(6, trainer.Epoch);
        Assert.Equal(6, trainer.Log.Count);
    }

    [Fact]
    public void Run_smallerShare_isPartOfALargerOneAndFollowsItsStreamAlone()
    {
        var examples = TinyModels.Examples(20);
        var some = Chosen(0.3, 5);
        Assert.Equal(6, some.Count);
        Assert.Subset(Chosen(0.6, 5), some);
        Assert.NotEqual(some, Chosen(0.3, 6));
        Assert.NotEqual(some, Chosen(0.3, 5, "another stream"));

        HashSet<LanguageExample> Chosen(double share, long seed, string stream = "input selection")
        {
            using var model = TinyModels.New(encodes: false);
            using var trainer = new SupervisedLanguageTrainer(
                model, examples, Options with { InputShare = share, InputStream = stream }, new RandomStreams(seed));
            return [.. trainer.Inputs];
        }
    }

    [Fact]
    public void Run_heldOutExamples_areEvaluatedAfterTheSteps()
    {
        using var scope = NewDisposeScope();
        var examples = TinyModels.Examples(20);
        var held = TinyModels.Examples(4, seed: 8);
        var texts = new List<string>();
        var reward = TextReward.Each(
            text =>
            {
                texts.Add(text.Completion);
                return text.Prompt.Length;
            },
            new RewardRange(0, 6));
        HeldOutExamples heldOut = new(held, new(new LanguageInputs(held, new TinyLanguage.Letters(), reward), new() { MaxNewTokens = 2 }));
        using var model = TinyModels.New(encodes: true);
        using var trainer = new SupervisedLanguageTrainer(model, examples, Options, new RandomStreams(5), heldOut);
        trainer.Run();
        var evaluation = LanguageEvaluation.Of(model, heldOut.Examples);
        Assert.Equal(evaluation.Loss, trainer.Log.Last("test_loss"), 1e-12);
        Assert.Equal(Math.Exp(evaluation.Loss), trainer.Log.Last("test_perplexity"), 1e-9);
        Assert.Equal(evaluation.Accuracy, trainer.Log.Last("test_accuracy"), 1e-12);
        Assert.Equal(held.Average(example => (double)example.Prompt.Count(id => id > TinyLanguage.End)), trainer.Log.Last("test_reward"), 1e-12);
        Assert.Equal(held.Length * trainer.Log.Count, texts.Count);
        // Evaluation draws from streams of its own.
        var (parameters, _) = Train(encodes: true, Options, examples);
        Assert.True(model.Parameters.Values.equal(parameters).all().item<bool>());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(7.0)]
    public void Run_heldOutRewardThatIsNone_namesTheCompletion(double reward)
    {
        using var model = TinyModels.New(encodes: false);
        var held = new HeldOutReward(TinyLanguage.Inputs(TextReward.Each(_ => reward, RewardRange.Unit)), new() { MaxNewTokens = 2 });
        using var trainer = new SupervisedLanguageTrainer(
            model, TinyModels.Examples(8), Options with { MaxSteps = 1 }, new RandomStreams(5), new HeldOutExamples(TinyModels.Examples(2), held));
        var error = Assert.Throws<TextRewardException>(() => trainer.Run());
        Assert.Equal("abc", error.Text.Prompt);
        Assert.Equal(0, trainer.Log.Count);
    }

    [Fact]
    public void Of_anyNumberOfPairsPerPass_isTheSameEvaluation()
    {
        using var model = TinyModels.New(encodes: false);
        var examples = TinyModels.Examples(7);
        var (one, many) = (LanguageEvaluation.Of(model, examples, pairsPerPass: 1), LanguageEvaluation.Of(model, examples, pairsPerPass: 4));
        Assert.Equal(one.Loss, many.Loss, 1e-12);
        Assert.Equal((one.Accuracy, one.Labels), (many.Accuracy, many.Labels));
    }

    [Fact]
    public void Run_learnableTexts_fallsBelowWhatAnyUnigramModelReaches()
    {
        using var scope = NewDisposeScope();
        // The next token follows from the last one; as single tokens all are alike.
        LanguageExample[] chains = [.. Enumerable.Range(0, TinyModels.Vocabulary).Select(start =>
            new LanguageExample([start], [[.. Enumerable.Range(1, 5).Select(step => (start + 3 * step) % TinyModels.Vocabulary)]]))];
        var (_, log) = Train(encodes: false, new() { Epochs = 120, BatchSize = 11, Optimizer = new(2e-2), LogEvery = 20 }, chains);
        var unigram = Math.Log(TinyModels.Vocabulary);
        Assert.True(log.Last("train_loss") < unigram / 2, $"{log.Last("train_loss")} of {unigram}");
        Assert.True(log.Last("train_accuracy") > 0.8);
    }

    [Fact]
    public void Run_divergence_isSaidAndLeavesTheParametersSound()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.New(encodes: false);
        using var trainer = new SupervisedLanguageTrainer(
            model, TinyModels.Examples(20), Options with { Optimizer = new(1e200), Schedule = new(), MaxGradientNorm = null }, new RandomStreams(5));
        Assert.Throws<DivergedException>(() => trainer.Run());
    }
}
