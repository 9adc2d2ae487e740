using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Models.Language.T5;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Models of both kinds that take milliseconds, in float64, and examples for them.</summary>
internal static class TinyModels
{
    internal const int Vocabulary = TinyLanguage.Vocabulary;

    internal static LanguageModel New(bool encodes, long seed = 1, ScalarType type = ScalarType.Float64)
    {
        using var generator = new RandomStreams(seed).Open(RandomStreams.Initialisation);
        return encodes
            ? new T5Model(
                new T5Options
                {
                    EncoderLayers = 1,
                    DecoderLayers = 1,
                    Hidden = 8,
                    Heads = 2,
                    HeadWidth = 4,
                    FeedForwardWidth = 8,
                    Vocabulary = Vocabulary,
                    Buckets = 4,
                    MaxDistance = 8,
                },
                generator, type)
            : new Gpt2(
                new Gpt2Options { Layers = 1, Hidden = 8, Heads = 2, Vocabulary = Vocabulary, Positions = 12, EndId = TinyLanguage.End, InitialisationStd = 0.3 },
                generator, type);
    }

    /// <summary>Examples of one or two references and of lengths from 1 to 6, ids of padding and end among them.</summary>
    internal static LanguageExample[] Examples(int count, int seed = 3)
    {
        var random = new Random(seed);
        int[] Ids() => [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.Next(Vocabulary))];
        return [.. Enumerable.Range(0, count).Select(i => new LanguageExample(Ids(), i % 3 == 0 ? [Ids(), Ids()] : [Ids()]))];
    }
}
