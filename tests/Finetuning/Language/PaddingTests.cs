using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Nothing that is computed at padding reaches a loss, a gradient or a metric: not even NaN.</summary>
public sealed class PaddingTests
{
    public static TheoryData<bool> Kinds => [false, true];

    // Both go the same way, so that the same bits can be asked for.
    private static LanguageModel Clean(bool encodes) => WithPadding(encodes, 0);

    private static LanguageModel Spoilt(bool encodes) => WithPadding(encodes, double.NaN);

    private static AlteredModel WithPadding(bool encodes, double value) => new(
        TinyLanguage.Model(encodes), (hidden, completions) => hidden + zeros_like(hidden).masked_fill(completions.Mask.eq(0).unsqueeze(-1), value));

    [Fact]
    public void HiddenStates_spoiltModel_areNaNAtPadding()
    {
        using var scope = NewDisposeScope();
        using var model = Spoilt(encodes: false);
        var hidden = model.HiddenStates(TokenRows.PadLeft([[2], [3]]), TokenRows.PadRight([[4, 5], [6]]));
        Assert.Equal([false, false, false, true], hidden.isnan().any(-1).reshape(-1).data<bool>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_policyGradients_areThoseWithoutNaN(bool encodes)
    {
        var options = new LanguageFinetuningOptions
        {
            Method = PolicyGradientOptions.Ppo with
            {
                Optimizer = new AdamOptions(1e-2),
                InputsPerRollout = 8,
                Iterations = 2,
                EntropyCoefficient = 0.01,
                MinibatchSize = 8,
                Kl = new KlPenaltyOptions { Place = KlPlace.Loss },
            },
            Generation = TinyLanguage.Short,
            Nlpo = new NlpoOptions { MinTokensToKeep = 4 },
        };
        var (clean, spoilt) = (Train(Clean(encodes)), Train(Spoilt(encodes)));
        Assert.Contains(clean.Log["episode_length"], length => length < 4);
        Assert.Equal(clean.Parameters, spoilt.Parameters);
        Assert.All(clean.Log.Names.Except(LanguageActorCritic.Speeds), column => Assert.Equal(clean.Log[column], spoilt.Log[column]));

        (MetricsLog Log, float[] Parameters) Train(LanguageModel model)
        {
            using (model)
            {
                using var trainer = new PolicyGradientTrainer(
                    new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1)), options.Method, new RandomStreams(1));
                return (trainer.Run(), model.Parameters.ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_supervised_isThatWithoutNaN(bool encodes)
    {
        LanguageExample[] examples = [new([2, 3, 4], [[5, 1], [6, 7, 8, 1]]), new([5], [[9, 1]]), new([6, 7], [[2, 2, 2, 1]])];
        var options = new SupervisedLanguageOptions { Epochs = 3, BatchSize = 4, Optimizer = new AdamOptions(1e-2) };
        var (clean, spoilt) = (Train(Clean(encodes)), Train(Spoilt(encodes)));
        Assert.Equal(clean.Parameters, spoilt.Parameters);
        Assert.All(clean.Log.Names.Except([LanguageMetrics.TokensPerSecond]), column => Assert.Equal(clean.Log[column], spoilt.Log[column]));

        (MetricsLog Log, float[] Parameters) Train(LanguageModel model)
        {
            using (model)
            {
                var streams = new RandomStreams(1);
                var probe = new RewardProbe(model, TinyLanguage.Inputs(), TinyLanguage.Short, new RewardProbeOptions { Completions = 6 }, streams);
                using var trainer = new SupervisedLanguageTrainer(model, examples, options, streams, new HeldOutExamples(examples), probe);
                return (trainer.Run(), model.Parameters.ToArray());
            }
        }
    }

    [Fact]
    public void HiddenStates_embeddingOfThePaddingIdIsNaN_doNotSeeItNorDoGradientsAndCompletions()
    {
        using var scope = NewDisposeScope();
        using var clean = NewLlama();
        using var spoilt = NewLlama();
        using (no_grad())
        {
            spoilt.get_parameter("model.embed_tokens.weight")!.select(0, 0).fill_(double.NaN);
        }

        int[][] prompts = [[2, 3, 4, 5], [6], [7, 8]];
        var (left, right) = (TokenRows.PadLeft(prompts), TokenRows.PadRight([[9], [10, 2, 3], [4, 5]]));
        var states = Array.ConvertAll([clean, spoilt], model => (Hidden: model.HiddenStates(left, right), model.Parameters));
        Assert.True(states[1].Hidden.isfinite().all().item<bool>());
        Assert.True(states[0].Hidden.equal(states[1].Hidden).all().item<bool>());
        var gradients = Array.ConvertAll(states, one => one.Parameters.Gradient((one.Hidden * right.Mask.unsqueeze(-1)).square().sum()));
        Assert.True(gradients[1].isfinite().all().item<bool>());
        Assert.True(gradients[0].equal(gradients[1]).all().item<bool>());
        var completions = Array.ConvertAll([clean, spoilt], model => new CompletionGenerator(model, new() { MaxNewTokens = 5, EndId = 0 }).Sample(prompts, new RandomStreams(1)));
        Assert.Equal(completions[0].Select(one => one.LogProbabilities), completions[1].Select(one => one.LogProbabilities));
    }

    private static Llama NewLlama()
    {
        using var stream = new RandomStreams(3).Open(RandomStreams.Initialisation);
        var model = new Llama(
            new LlamaOptions
            {
                Layers = 2,
                Hidden = 16,
                Heads = 2,
                KeyValueHeads = 1,
                FeedForward = 24,
                Vocabulary = 12,
                Positions = 24,
                TiedEmbeddings = false,
                InitialisationStd = 0.3,
            },
            stream, ScalarType.Float64);
        // Parameters have to be one vector before a graph leads to them.
        Assert.NotEqual(0, model.Parameters.Count);
        return model;
    }
}
