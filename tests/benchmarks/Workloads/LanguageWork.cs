using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Rewards;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;

namespace VanishingGradients.Benchmarks.Workloads;

/// <summary>Sampling from a GPT-2 with random weights and finetuning it; a unit is a token. The PyTorch programs do the same work.</summary>
internal static class LanguageWork
{
    private static readonly Dictionary<string, Gpt2Options> Sizes = new()
    {
        ["gpt2"] = Gpt2Options.Small,
        ["small"] = new() { Layers = 4, Hidden = 128, Heads = 4, Vocabulary = 5000, Positions = 256 },
    };

    /// <summary>Sampling with a cache of keys and values. Arguments: size, batch, prompt tokens, new tokens, top-k (0 for none).</summary>
    internal static Work Generation(string[] arguments)
    {
        var model = Model(arguments[0]);
        var (batch, prompt, tokens, topK) = (int.Parse(arguments[1]), int.Parse(arguments[2]), int.Parse(arguments[3]), int.Parse(arguments[4]));
        var prompts = Rows(batch, prompt, model.Vocabulary);
        CompletionGenerator generator = new(
            model, new() { MaxNewTokens = tokens, BatchSize = batch, Decoding = new() { TopK = topK == 0 ? null : new(topK) } });
        var streams = new RandomStreams(1);
        var call = 0;
        return new Work(() => generator.Sample(prompts, streams.Part($"{call++}")), batch * tokens);
    }

    /// <summary>A supervised step. Arguments: size, batch, tokens.</summary>
    internal static Work Training(string[] arguments)
    {
        var model = Model(arguments[0]);
        var (batch, tokens) = (int.Parse(arguments[1]), int.Parse(arguments[2]));
        // Of one token more than is read, as the last one is only a label.
        LanguageExample[] examples = [.. Rows(batch, tokens + 1, model.Vocabulary).Select(row => new LanguageExample(row[..1], [row[1..]]))];
        var options = new SupervisedLanguageOptions
        {
            BatchSize = batch,
            PairsPerPass = batch,
            MaxSteps = int.MaxValue,
            LogEvery = 1,
            Tokens = LossTokens.All,
        };
        return Of(new SupervisedLanguageTrainer(model, examples, options, new RandomStreams(1)), batch * tokens);
    }

    /// <summary>An iteration of PPO with a value network and a reference. Arguments: size, completions, prompt tokens, new tokens, passes through
    /// a rollout, tokens of a minibatch.</summary>
    internal static Work Ppo(string[] arguments)
    {
        var model = Model(arguments[0]);
        var (completions, prompt, tokens) = (int.Parse(arguments[1]), int.Parse(arguments[2]), int.Parse(arguments[3]));
        var options = new LanguageFinetuningOptions
        {
            Generation = new() { MaxNewTokens = tokens },
            CompletionsPerPass = completions,
            Probe = null,
            Method = new LanguageFinetuningOptions().Method with
            {
                Iterations = int.MaxValue,
                InputsPerRollout = completions,
                EpochsPerRollout = int.Parse(arguments[4]),
                MinibatchSize = int.Parse(arguments[5]),
                Optimizer = new AdamOptions(1e-5, weightDecay: 1e-6),
                Kl = new KlPenaltyOptions(),
            },
        };
        LanguageExample[] examples = [.. Rows(200, prompt, model.Vocabulary).Select(row => new LanguageExample(row, []))];
        var reward = TextReward.Each(text => text.Completion.Count(letter => letter % 2 == 0) / (text.Completion.Length + 1.0), RewardRange.Unit);
        var streams = new RandomStreams(1);
        var inputs = new LanguageInputs(examples, new Letters(model), reward);
        return Of(
            new PolicyGradientTrainer(new LanguageActorCritic(model, inputs, options, streams), options.Method, streams), completions * tokens);
    }

    private static Work Of(ITraining training, double units)
    {
        // A training can be stopped between two of its steps and goes on where it was.
        CancellationTokenSource stop = new();
        var begun = false;
        training.BetweenSteps = () =>
        {
            if (begun)
            {
                stop.Cancel();
            }

            begun = true;
        };
        return new Work(
            () =>
            {
                begun = false;
                stop = new();
                try
                {
                    training.Run(cancellation: stop.Token);
                }
                catch (OperationCanceledException)
                {
                }
            },
            units);
    }

    private static LanguageModel Model(string size)
    {
        using var initialisation = new RandomStreams(1).Open(RandomStreams.Initialisation);
        return new Gpt2(Sizes[size], initialisation);
    }

    private static int[][] Rows(int count, int length, int vocabulary)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, length).Select(_ => random.Next(2, vocabulary)).ToArray())];
    }
}
