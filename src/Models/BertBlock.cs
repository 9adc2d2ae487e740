using VanishingGradients.Models.Tracing;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>A block of BERT and of its distilled form: self-attention and a feed-forward layer, each normalised after its residual
/// sum.</summary>
internal sealed record BertBlock(
    int Heads, double Epsilon, Affine Query, Affine Key, Affine Value, Affine Mixed, Affine MixedNorm, Affine Inner, Affine Outer, Affine OuterNorm)
{
    /// <summary>The block's output.</summary>
    /// <param name="hidden">Shape [B, T, d].</param>
    /// <param name="padding">Whether a position is padding, shape [B, 1, 1, T].</param>
    /// <param name="pass">The forward pass.</param>
    /// <param name="wanted">How many of the first positions the output is wanted of; the others are only attended to.</param>
    /// <returns>Shape [B, wanted, d].</returns>
    internal Tensor Forward(Tensor hidden, Tensor padding, ForwardPass pass, long wanted)
    {
        var attending = hidden.narrow(1, 0, wanted);
        attending = pass.LayerNorm(attending + pass.Linear(Attention(attending, hidden, padding, pass), Mixed), MixedNorm, Epsilon);
        var transformed = pass.Linear(nn.functional.gelu(pass.Linear(attending, Inner)), Outer);
        return pass.LayerNorm(attending + transformed, OuterNorm, Epsilon);
    }

    // Written out, because libtorch's fused attention has no second derivative.
    private Tensor Attention(Tensor attending, Tensor hidden, Tensor padding, ForwardPass pass)
    {
        var (batch, width) = (hidden.shape[0], hidden.shape[2] / Heads);
        Tensor Split(Tensor states, Affine layer) => pass.Linear(states, layer).view(batch, states.shape[1], Heads, width).transpose(1, 2);
        var (query, key, value) = (Split(attending, Query), Split(hidden, Key), Split(hidden, Value));
        var scores = query.Times(key.transpose(2, 3)) / Math.Sqrt(width);
        var weights = scores.masked_fill(padding, finfo(scores.dtype).min).softmax(-1);
        return weights.Times(value).transpose(1, 2).reshape(batch, attending.shape[1], Heads * width);
    }
}
