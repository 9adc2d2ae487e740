using System.Diagnostics;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;

namespace VanishingGradients.Benchmarks;

/// <summary>Tokens per second of sampling from GPT-2 small with random weights, with a cache of keys and values.</summary>
internal static class GenerationSpeed
{
    private const int PromptLength = 32;

    internal static int Run(string[] arguments)
    {
        var tokens = arguments.Length > 0 ? int.Parse(arguments[0]) : 64;
        using var initialisation = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var model = new Gpt2(Gpt2Options.Small, initialisation);
        Console.WriteLine($"GPT-2 small, prompts of {PromptLength} tokens, {tokens} new tokens, top-k 50, float32, median of three");
        foreach (var batch in new[] { 1, 16 })
        {
            int[][] prompts = [.. Enumerable.Range(0, batch).Select(i => Enumerable.Range(0, PromptLength).Select(t => (7919 * i + 31 * t) % model.Vocabulary).ToArray())];
            // Once without the clock, so that compilation and the first allocations are not counted.
            Seconds(4);
            var seconds = Enumerable.Range(0, 3).Select(_ => Seconds(tokens)).Order().ElementAt(1);
            Console.WriteLine($"batch {batch,2}: {batch * tokens / seconds,8:F1} tokens/s, {1000 * seconds / tokens,7:F1} ms per step (the prompts' pass included)");
            Console.WriteLine(FormattableString.Invariant($"generation.gpt2_small.batch{batch}.tokens_per_second {batch * tokens / seconds:F2}"));

            double Seconds(int count)
            {
                CompletionGenerator timed = new(model, new() { MaxNewTokens = count, BatchSize = batch, Decoding = new() { TopK = new(50) } });
                var watch = Stopwatch.StartNew();
                timed.Sample(prompts, new RandomStreams(1));
                return watch.Elapsed.TotalSeconds;
            }
        }

        return 0;
    }
}
