using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Language;

public sealed class SmallLanguageTaskTests
{
    private static readonly SmallLanguageTaskOptions Options = new() { Animals = 4, PretrainingTexts = 400 };

    [Fact]
    public void Draw_sameSeed_isTheSameTask()
    {
        var (one, two) = (SmallLanguageTask.Draw(Options, new RandomStreams(1)), SmallLanguageTask.Draw(Options, new RandomStreams(1)));
        Assert.Equal(Texts(one.Pretraining), Texts(two.Pretraining));
        Assert.Equal(Texts(one.Prompts), Texts(two.Prompts));
        Assert.NotEqual(Texts(one.Prompts), Texts(SmallLanguageTask.Draw(Options, new RandomStreams(2)).Prompts));
    }

    [Fact]
    public void Draw_prompts_askForTaughtWordsOrForUntaughtOnes()
    {
        var task = SmallLanguageTask.Draw(Options, new RandomStreams(1));
        Assert.Equal(24, task.Prompts.Select(prompt => prompt.Text!.Prompt).Distinct().Count());
        Assert.Equal(6, task.IsSmall.Count(small => small));
        Assert.DoesNotContain(task.Tokenizer.Special.Unknown!.Value, task.Pretraining.SelectMany(text => text.Prompt.Concat(text.Completions[0])));
        for (var i = 0; i < task.Prompts.Count; i++)
        {
            var animal = task.Prompts[i].Prompt[^1];
            var taught = task.Pretraining.Where(text => text.Prompt[^1] == animal).SelectMany(text => text.Completions[0][..2]).ToHashSet();
            Assert.Equal(8, taught.Count);
            Assert.All(task.Prompts[i].Completions[0][..2], word => Assert.Equal(!task.IsSmall[i], taught.Contains(word)));
        }
    }

    [Fact]
    public void Reward_completions_isTheShareOfWordsInPlace()
    {
        var task = SmallLanguageTask.Draw(Options, new RandomStreams(1));
        var asked = task.Prompts[3].Completions[0];
        Assert.Equal(1, task.Reward(3, asked));
        Assert.Equal(0.5, task.Reward(3, [asked[0]]));
        Assert.Equal(0.5, task.Reward(3, [0, asked[1]]));
        Assert.Equal(0, task.Reward(3, [asked[1], asked[0]]));
        int[][] completions = [asked, [asked[0]], [asked[1], asked[0]], [0]];
        Assert.Equal(
            completions.Select(ids => task.Reward(3, ids)),
            task.Inputs.Judge([3, 3, 3, 3], [.. completions.Select(ids => new Completion(ids, true, []))]).Select(sample => sample.Reward));
    }

    [Fact]
    public void Statistics_untrainedModel_areThoseOfAllCompletionsOneByOne()
    {
        var task = SmallLanguageTask.Draw(Options, new RandomStreams(1));
        using var scope = NewDisposeScope();
        using var generator = new RandomStreams(3).Open("model");
        using var model = new Gpt2(LaptopGpt.Shape(task.Tokenizer.VocabularySize) with { InitialisationStd = 0.5 }, generator);
        var actual = task.Statistics(model);
        foreach (var prompt in new[] { 0, 7, 20 })
        {
            var (mean, square, best) = (0.0, 0.0, 0.0);
            using var noGrad = no_grad();
            for (var first = 0; first < model.Vocabulary; first++)
            {
                using var step = NewDisposeScope();
                var probabilities = model.Project(model.HiddenStates(
                    TokenRows.PadLeft([task.Prompts[prompt].Prompt]), TokenRows.PadRight([[first, 0]]))).to(ScalarType.Float64).softmax(-1);
                for (var second = 0; second < model.Vocabulary; second++)
                {
                    var probability = probabilities[0, 0, first].item<double>() * probabilities[0, 1, second].item<double>();
                    var reward = task.Reward(prompt, first == 0 ? [0] : [first, second]);
                    (mean, square, best) = (mean + probability * reward, square + probability * reward * reward, best + (reward == 1 ? probability : 0));
                }
            }

            Assert.Equal(mean, actual[prompt].Mean, 1e-6);
            Assert.Equal(Math.Sqrt(square - mean * mean), actual[prompt].Std, 1e-5);
            Assert.Equal(best, actual[prompt].BestProbability, 1e-6);
        }
    }

    [Fact]
    public void Pretrain_thenSupervised_smallStdPromptsStartLowAndAreLearned()
    {
        var task = SmallLanguageTask.Draw(Options, new RandomStreams(1));
        using var model = LaptopGpt.Pretrain(task, new RandomStreams(1), LaptopGpt.Pretraining with { Epochs = 24 });
        var pretrained = task.Statistics(model);
        // Taught words are equally probable: mean 1/4 and std √(3/32) where the policy has learned just that.
        Assert.Equal(0.25, Mean(pretrained, small: false, one => one.Mean), 0.1);
        Assert.Equal(Math.Sqrt(3.0 / 32), Mean(pretrained, small: false, one => one.Std), 0.1);
        Assert.True(Mean(pretrained, small: true, one => one.Mean) < 0.03);
        Assert.True(Mean(pretrained, small: true, one => one.Std) < 0.12);

        using var trainer = new SupervisedLanguageTrainer(
            model, task.Prompts, LaptopGpt.Supervised with { Epochs = 150, LogEvery = 75 }, new RandomStreams(2), new HeldOutExamples(task.Prompts, new(task.Inputs, task.Sampling)));
        trainer.Run();
        var finetuned = task.Statistics(model);
        Assert.True(Mean(finetuned, small: true, one => one.Mean) > 0.8);
        Assert.Equal(finetuned.Average(one => one.Mean), trainer.Log.Last(LanguageMetrics.TestReward), 0.15);

        double Mean(IReadOnlyList<RewardStatistics> statistics, bool small, Func<RewardStatistics, double> value) =>
            statistics.Where((_, i) => task.IsSmall[i] == small).Average(value);
    }

    private static IEnumerable<string> Texts(IReadOnlyList<LanguageExample> examples) =>
        examples.Select(example => $"{example.Text!.Prompt} {example.Text.References[0]}");
}
