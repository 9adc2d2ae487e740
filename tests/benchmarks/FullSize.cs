using System.Diagnostics;
using VanishingGradients.Benchmarks.Workloads;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Models.Language.T5;
using VanishingGradients.Rewards;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Benchmarks;

/// <summary>The paper's language models at their true sizes, the way a user takes: a Hugging Face folder (of random values) is loaded,
/// finetuned by supervision, sampled from and finetuned by PPO; time and memory of each.</summary>
internal static class FullSize
{
    private const int Batch = 2;
    private const int PromptTokens = 32;
    private const int CompletionTokens = 16;

    private static readonly Dictionary<string, Func<Generator, LanguageModel>> Models = new()
    {
        ["gpt2"] = stream => new Gpt2(Gpt2Options.Small, stream),
        ["t5-base"] = stream => new T5Model(T5Options.Base, stream),
    };

    internal static int Run(string[] arguments)
    {
        if (arguments is not [var name] || !Models.TryGetValue(name, out var create))
        {
            Console.WriteLine($"Name one of {string.Join(", ", Models.Keys)}: the peak of a process's memory belongs to one model.");
            return 2;
        }

        Console.WriteLine($"{name}: batch of {Batch}, prompts of {PromptTokens} tokens, completions of {CompletionTokens}");
        var folder = Directory.CreateTempSubdirectory("full-size-").FullName;
        try
        {
            Timed("draw and save", () => Save(create, folder));
            using var model = Timed("load", () => LanguageModels.Load(folder));
            return Finetune(model) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Finetune(LanguageModel model)
    {
        var random = new Random(1);
        int[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(2, model.Vocabulary))];
        LanguageExample[] examples = [.. Enumerable.Range(0, Batch).Select(_ => new LanguageExample(Ids(PromptTokens), [Ids(CompletionTokens)]))];
        var losses = Supervised(model, examples);
        var generation = new GenerationOptions { MaxNewTokens = CompletionTokens };
        Timed("sampling", () => new CompletionGenerator(model, generation).Sample([.. examples.Select(example => example.Prompt)], new RandomStreams(1)));
        var ratio = Ppo(model, examples, generation);
        Console.WriteLine($"{model.Parameters.Count:N0} parameters; cross-entropy {losses[0]:F4} -> {losses[^1]:F4}; PPO's first ratio {ratio:F6}");
        return losses[^1] < losses[0] && Math.Abs(ratio - 1) < 1e-3;
    }

    /// <summary>The losses before the first and the second step.</summary>
    private static double[] Supervised(LanguageModel model, LanguageExample[] examples)
    {
        var options = new SupervisedLanguageOptions { BatchSize = Batch, MaxSteps = 2, LogEvery = 1 };
        using var trainer = new SupervisedLanguageTrainer(model, examples, options, new RandomStreams(1));
        var watch = Stopwatch.StartNew();
        trainer.BetweenSteps = () =>
        {
            if (trainer.StepsDone > 0)
            {
                Report($"supervised step {trainer.StepsDone}", watch.Elapsed);
            }

            watch.Restart();
        };
        return [.. trainer.Run()["train_loss"]];
    }

    /// <summary>One iteration of PPO with value network and reference, one step; the mean ratio before that step, which is 1.</summary>
    private static double Ppo(LanguageModel model, LanguageExample[] examples, GenerationOptions generation)
    {
        var options = new LanguageFinetuningOptions
        {
            Generation = generation,
            Probe = null,
            Method = new LanguageFinetuningOptions().Method with
            {
                Iterations = 1,
                InputsPerRollout = Batch,
                EpochsPerRollout = 1,
                Kl = new KlPenaltyOptions(),
            },
        };
        var reward = TextReward.Each(text => text.Completion.Count(letter => letter % 2 == 0) / (text.Completion.Length + 1.0), RewardRange.Unit);
        var streams = new RandomStreams(1);
        return Timed("PPO iteration", () =>
        {
            var inputs = new LanguageInputs(examples, new Letters(model), reward);
            using var trainer = new PolicyGradientTrainer(new LanguageActorCritic(model, inputs, options, streams), options.Method, streams);
            return trainer.Run().Last("ratio");
        });
    }

    private static bool Save(Func<Generator, LanguageModel> create, string folder)
    {
        using var initialisation = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var model = create(initialisation);
        model.Save(folder);
        return true;
    }

    private static T Timed<T>(string what, Func<T> run)
    {
        var watch = Stopwatch.StartNew();
        var result = run();
        Report(what, watch.Elapsed);
        return result;
    }

    private static void Report(string what, TimeSpan time)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"{what,-28}{time.TotalSeconds,8:F2} s   CPU so far {Environment.CpuUsage.TotalTime.TotalSeconds,6:F1} s   resident {process.WorkingSet64 >> 20,6} MB   peak {process.PeakWorkingSet64 >> 20,6} MB");
    }
}
