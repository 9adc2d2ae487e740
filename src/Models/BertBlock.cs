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
    internal Tensor Forward(Tensor hidden, Tensor padding, ForwardPass pass)
    {
        hidden = pass.LayerNorm(hidden + pass.Linear(Attention(hidden, padding, pass), Mixed), MixedNorm, Epsilon);
        var transformed = pass.Linear(nn.functional.gelu(pass.Linear(hidden, Inner)), Outer);
        return pass.LayerNorm(hidden + transformed, OuterNorm, Epsilon);
    }

    // Written out, because libtorch's fused attention has no second derivative.
    private Tensor Attention(Tensor hidden, Tensor padding, ForwardPass pass)
    {
        var (batch, length, width) = (hidden.shape[0], hidden.shape[1], hidden.shape[2] / Heads);
        Tensor Split(Affine layer) => pass.Linear(hidden, layer).view(batch, length, Heads, width).transpose(1, 2);
        var (query, key, value) = (Split(Query), Split(Key), Split(Value));
        var scores = query.Times(key.transpose(2, 3)) / Math.Sqrt(width);
        var weights = scores.masked_fill(padding, finfo(scores.dtype).min).softmax(-1);
        return weights.Times(value).transpose(1, 2).reshape(batch, length, Heads * width);
    }
}
