using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>Small models with weights large enough for every part to matter.</summary>
internal static class TinyDecoders
{
    internal static readonly Gpt2Options Gpt2Options = new()
    {
        Layers = 2,
        Hidden = 12,
        Heads = 3,
        Vocabulary = 20,
        Positions = 150,
        InitialisationStd = 0.4,
        EndId = 19,
    };

    internal static readonly LlamaOptions LlamaOptions = new()
    {
        Layers = 2,
        Hidden = 24,
        Heads = 6,
        KeyValueHeads = 3,
        FeedForward = 20,
        Vocabulary = 20,
        Positions = 150,
        InitialisationStd = 0.4,
    };

    internal static DecoderOnlyModel Draw(string kind, ScalarType type = ScalarType.Float64)
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        return kind == "gpt2" ? new Gpt2(Gpt2Options, generator, type) : new Llama(LlamaOptions, generator, type);
    }
}
