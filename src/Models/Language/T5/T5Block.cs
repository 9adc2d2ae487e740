using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.T5;

/// <summary>One block: self-attention, in the decoder attention to the encoder, and a feed-forward layer, each on the normalised sum of
/// all before it.</summary>
internal sealed class T5Block
{
    private readonly double _epsilon;
    private readonly T5Attention _self;
    private readonly Parameter _selfNorm;
    private readonly T5Attention? _cross;
    private readonly Parameter? _crossNorm;
    private readonly Parameter _inner;
    private readonly Parameter? _gated;
    private readonly Parameter _outer;
    private readonly Parameter _outerNorm;

    internal T5Block(T5Model model, string name, bool readsEncoder)
    {
        var options = model.Options;
        _epsilon = options.NormEpsilon;
        _self = new T5Attention(model, $"{name}.layer.0.SelfAttention");
        _selfNorm = model.Add($"{name}.layer.0.layer_norm.weight", options.Hidden);
        if (readsEncoder)
        {
            _cross = new T5Attention(model, $"{name}.layer.1.EncDecAttention");
            _crossNorm = model.Add($"{name}.layer.1.layer_norm.weight", options.Hidden);
        }

        var layer = $"{name}.layer.{(readsEncoder ? 2 : 1)}";
        var isGated = options.FeedForward == T5FeedForward.GatedGelu;
        _inner = model.Add($"{layer}.DenseReluDense.{(isGated ? "wi_0" : "wi")}.weight", options.FeedForwardWidth, options.Hidden);
        _gated = isGated ? model.Add($"{layer}.DenseReluDense.wi_1.weight", options.FeedForwardWidth, options.Hidden) : null;
        _outer = model.Add($"{layer}.DenseReluDense.wo.weight", options.Hidden, options.FeedForwardWidth);
        _outerNorm = model.Add($"{layer}.layer_norm.weight", options.Hidden);
    }

    /// <summary>Keys and values that the decoder reads from the encoder's output [B, S, d].</summary>
    internal KeyValues ReadEncoder(Tensor encoded) => _cross!.Read(encoded);

    /// <summary>The block's output.</summary>
    /// <param name="hidden">Shape [B, T, d].</param>
    /// <param name="bias">Position bias and mask of the self-attention.</param>
    /// <param name="past">Holds the positions before and takes these, and which layer of it this block is; null where there are none
    /// before.</param>
    /// <param name="encoder">In the decoder, what it reads from the encoder, and the mask of that.</param>
    /// <returns>Shape [B, T, d].</returns>
    internal Tensor Forward(
        Tensor hidden, Tensor bias, (KeyValueCache Cache, int Layer)? past = null, (KeyValues Memory, Tensor Bias)? encoder = null)
    {
        var normalised = RmsNorm.Of(hidden, _selfNorm, _epsilon);
        var present = _self.Read(normalised);
        present = past is var (cache, layer) ? cache.Append(layer, present) : present;
        hidden += _self.Attend(normalised, present, bias);
        if (encoder is var (memory, mask))
        {
            hidden += _cross!.Attend(RmsNorm.Of(hidden, _crossNorm!, _epsilon), memory, mask);
        }

        return hidden + FeedForward(RmsNorm.Of(hidden, _outerNorm, _epsilon));
    }

    private Tensor FeedForward(Tensor hidden)
    {
        var inner = nn.functional.linear(hidden, _inner);
        var activated = _gated is null
            ? inner.relu()
            : nn.functional.gelu(inner, GELU.Approximate.tanh) * nn.functional.linear(hidden, _gated);
        return nn.functional.linear(activated, _outer);
    }
}
