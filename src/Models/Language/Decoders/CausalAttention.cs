using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>Attention to the positions up to one's own, as all layers of one forward pass do it.</summary>
/// <param name="bias">Added to the scores, broadcasts to [B, heads, T, S]; null where nothing is masked.</param>
/// <param name="cache">Holds the positions before and takes those of this pass; null where the pass begins and ends with itself.</param>
internal sealed class CausalAttention(Tensor? bias, KeyValueCache? cache = null)
{
    /// <summary>What every position gathers.</summary>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="queries">Shape [B, H, T, w].</param>
    /// <param name="keysAndValues">Shape [2, B, G, T, w] with H a multiple of G: neighbouring query heads share one.</param>
    /// <returns>Shape [B · T, H · w].</returns>
    internal Tensor Gather(int layer, Tensor queries, Tensor keysAndValues)
    {
        var (batch, heads, length, width) = (queries.shape[0], queries.shape[1], queries.shape[2], queries.shape[3]);
        var memory = cache?.Append(layer, keysAndValues) ?? keysAndValues;
        var shared = heads / memory.shape[2];
        memory = shared == 1 ? memory : memory.repeat_interleave(shared, 2);
        var (keys, values) = (memory.select(0, 0), memory.select(0, 1));
        // Written out where a graph is recorded, because libtorch's fused attention has no second derivative.
        var gathered = is_grad_enabled()
            ? Weights(queries, keys).Times(values)
            : nn.functional.scaled_dot_product_attention(queries, keys, values, bias);
        return gathered.transpose(1, 2).reshape(batch * length, heads * width);
    }

    /// <summary>A bias that lets every position see the tokens up to itself.</summary>
    /// <param name="mask">1 for a token and 0 for padding, shape [B, T].</param>
    /// <param name="type">Type of the scores.</param>
    /// <returns>Shape [B, 1, T, T].</returns>
    internal static Tensor Bias(Tensor mask, ScalarType type)
    {
        var length = mask.shape[1];
        var later = ones([length, length], dtype: ScalarType.Bool, device: mask.device).triu(1);
        return Hidden(later.logical_or(mask.eq(0).unsqueeze(1)).unsqueeze(1), type);
    }

    /// <summary>A bias of 0, and where a position is hidden the least number: unlike infinity it keeps rows without any token
    /// finite.</summary>
    internal static Tensor Hidden(Tensor hidden, ScalarType type) =>
        zeros(hidden.shape, dtype: type, device: hidden.device).masked_fill(hidden, finfo(type).min);

    private Tensor Weights(Tensor queries, Tensor keys)
    {
        var scores = queries.Times(keys.transpose(2, 3)) / Math.Sqrt(queries.shape[3]);
        return (bias is null ? scores : scores + bias).softmax(-1);
    }
}
