using System.Diagnostics;
using VanishingGradients.Benchmarks.Workloads;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;

namespace VanishingGradients.Benchmarks;

/// <summary>Resident memory and speed of PPO on a small language model, RL4LMs' way: 10 prompts at a time, minibatches of 64 tokens, five
/// times through.</summary>
internal static class LanguagePpo
{
    private const int Vocabulary = 256;
    private const int WarmUp = 20;
    private const double Limit = 100;

    internal static int Run(string[] arguments)
    {
        var iterations = arguments.Length > 0 ? int.Parse(arguments[0]) : 200;
        var options = new LanguageFinetuningOptions
        {
            Generation = new() { MaxNewTokens = 20, EndId = 1 },
            Method = new LanguageFinetuningOptions().Method with
            {
                Iterations = WarmUp + iterations,
                TransitionsPerRollout = 128,
                Optimizer = new AdamOptions(1e-4, weightDecay: 1e-6),
                Kl = new KlPenaltyOptions { Controller = new ProportionalKl(0.1) },
            },
        };
        var streams = new RandomStreams(1);
        using var initialisation = streams.Open(RandomStreams.Initialisation);
        using var model = new Gpt2(new Gpt2Options { Layers = 2, Hidden = 64, Heads = 4, Vocabulary = Vocabulary, Positions = 64 }, initialisation);
        var random = new Random(1);
        LanguageExample[] prompts =
            [.. Enumerable.Range(0, 200).Select(_ => new LanguageExample([.. Enumerable.Range(0, random.Next(4, 30)).Select(_ => random.Next(2, Vocabulary))], []))];
        var reward = TextReward.Each(text => text.Completion.Count(letter => letter % 2 == 0) / (text.Completion.Length + 1.0), RewardRange.Unit);
        using var trainer = new PolicyGradientTrainer(
            new LanguageActorCritic(model, new LanguageInputs(prompts, new Letters(model), reward), options, streams), options.Method, streams);
        var (start, clock) = (0.0, Stopwatch.StartNew());
        trainer.BetweenSteps = () =>
        {
            if (trainer.Epoch == WarmUp)
            {
                (start, clock) = (Megabytes(), Stopwatch.StartNew());
            }

            if (trainer.Epoch % 100 == 0)
            {
                Console.WriteLine($"iteration {trainer.Epoch,5}: {Megabytes():F0} MB");
            }
        };
        var log = trainer.Run();
        var growth = Megabytes() - start;
        var tokens = log["tokens_per_second"].Skip(WarmUp).Average();
        Console.WriteLine($"reward {log["rollout_reward"][0]:F3} -> {log.Last("rollout_reward"):F3}");
        Console.WriteLine($"{iterations / clock.Elapsed.TotalSeconds:F2} iterations per second, {tokens:F0} completion tokens per second, training included");
        Console.WriteLine($"grew by {growth:F1} MB over {iterations} iterations (limit {Limit} MB)");
        return growth < Limit ? 0 : 1;
    }

    private static double Megabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1048576.0;
    }
}
