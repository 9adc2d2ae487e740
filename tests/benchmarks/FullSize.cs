using System.Diagnostics;
using VanishingGradients.Finetuning;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Models.Language.T5;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Benchmarks;

/// <summary>The paper's language models at their true sizes, from random initial values: whether they train and decode here, in how much
/// memory and time.</summary>
internal static class FullSize
{
    private const int Batch = 2;
    private const int PromptTokens = 32;
    private const int CompletionTokens = 16;
    private const int DecodedTokens = 8;

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
        var streams = new RandomStreams(1);
        using var initialisation = streams.Open(RandomStreams.Initialisation);
        using var data = streams.Open(RandomStreams.Data);
        using var model = Timed("build", () => create(initialisation));
        using var prompts = Rows(model, PromptTokens, data);
        using var completions = Rows(model, CompletionTokens, data);
        using var optimizer = new Adam(new AdamOptions { LearningRate = 1e-5 });
        var losses = new double[3];
        for (var step = 1; step <= 2; step++)
        {
            losses[step - 1] = Timed($"training step {step}", () => Train(model, prompts, completions, optimizer));
        }

        losses[2] = Timed("loss without a graph", () => Loss(model, prompts, completions));
        using var state = Timed("reading the prompts", () => model.Start(prompts));
        Timed($"decoding {DecodedTokens} tokens each", () => Decode(model, state));
        using var copy = Timed("copy (reference model)", model.Copy);
        Console.WriteLine($"{model.Parameters.Count:N0} parameters; cross-entropy {string.Join(" -> ", losses.Select(loss => loss.ToString("F4")))}");
        return losses[2] < losses[0] ? 0 : 1;
    }

    private static double Train(LanguageModel model, TokenRows prompts, TokenRows completions, Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        var loss = CrossEntropy(model, prompts, completions);
        optimizer.Step(model.Parameters.Values, model.Parameters.Gradient(loss));
        return loss.item<float>();
    }

    private static double Loss(LanguageModel model, TokenRows prompts, TokenRows completions)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return CrossEntropy(model, prompts, completions).item<float>();
    }

    private static Tensor CrossEntropy(LanguageModel model, TokenRows prompts, TokenRows completions)
    {
        // Before the graph is built: gathering them later would leave it without its parameters.
        _ = model.Parameters;
        var logits = model.Project(model.HiddenStates(prompts, completions));
        return nn.functional.cross_entropy(logits.flatten(0, 1), completions.Ids.flatten());
    }

    private static long Decode(LanguageModel model, DecodingState state)
    {
        for (var t = 0; t < DecodedTokens; t++)
        {
            using var best = state.Logits.argmax(-1);
            model.Advance(state, best);
        }

        return DecodedTokens;
    }

    private static TokenRows Rows(LanguageModel model, int length, Generator data)
    {
        var ids = randint(2, model.Vocabulary, [Batch, length], dtype: ScalarType.Int64, generator: data);
        return new TokenRows(ids, ones_like(ids));
    }

    private static T Timed<T>(string what, Func<T> run)
    {
        var watch = Stopwatch.StartNew();
        var result = run();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"{what,-28}{watch.Elapsed.TotalSeconds,8:F2} s   resident {process.WorkingSet64 >> 20,6} MB   peak {process.PeakWorkingSet64 >> 20,6} MB");
        return result;
    }
}
