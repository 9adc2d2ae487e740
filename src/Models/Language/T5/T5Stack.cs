using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.T5;

/// <summary>The encoder or the decoder: blocks that share one table of position biases, then a normalisation.</summary>
internal sealed class T5Stack
{
    private readonly double _epsilon;
    private readonly Parameter _norm;

    internal T5Stack(T5Model model, string name, int layers, bool isDecoder)
    {
        var options = model.Options;
        _epsilon = options.NormEpsilon;
        var table = model.Add($"{name}.block.0.layer.0.SelfAttention.relative_attention_bias.weight", options.Buckets, options.Heads);
        Positions = new RelativePositions(table, bothWays: !isDecoder, options.MaxDistance);
        Blocks = [.. Enumerable.Range(0, layers).Select(layer => new T5Block(model, $"{name}.block.{layer}", isDecoder))];
        _norm = model.Add($"{name}.final_layer_norm.weight", options.Hidden);
    }

    internal RelativePositions Positions { get; }

    internal IReadOnlyList<T5Block> Blocks { get; }

    internal Tensor Normalised(Tensor hidden) => RmsNorm.Of(hidden, _norm, _epsilon);
}
