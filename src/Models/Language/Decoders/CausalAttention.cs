using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

/// <summary>Attention to the positions up to one's own, as all layers of one forward pass do it.</summary>
/// <param name="bias">Added to the scores, broadcasts to [B, heads, T, S], and hides the positions after one's own too; null where those are all
/// that is hidden.</param>
/// <param name="cache">Holds the positions before and takes those of this pass; null where the pass begins and ends with itself.</param>
/// <param name="isWritten">Whether it is written out, see <see cref="LanguageModel.HasSecondDerivatives"/>.</param>
internal sealed class CausalAttention(Tensor? bias, KeyValueCache? cache = null, bool isWritten = false)
{
    /// <summary>Rows of the flattened batch that are asked for after the last block, int64, shape [N]; null for all of them.</summary>
    internal Tensor? Wanted { get; init; }

    /// <summary>What every position gathers.</summary>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="queries">Shape [B, H, T, w].</param>
    /// <param name="added">Keys and values of the same positions, of G heads with H a multiple of G: neighbouring query heads share one.</param>
    /// <returns>Shape [B · T, H · w].</returns>
    internal Tensor Gather(int layer, Tensor queries, KeyValues added)
    {
        var (batch, heads, length, width) = (queries.shape[0], queries.shape[1], queries.shape[2], queries.shape[3]);
        var (keys, values) = (cache?.Append(layer, added) ?? added).Shared(heads / added.Keys.shape[1]);
        // A single position comes after all others.
        var gathered = isWritten
            ? Weights(queries, keys).Times(values)
            : nn.functional.scaled_dot_product_attention(queries, keys, values, bias, is_casual: bias is null && length > 1);
        return gathered.transpose(1, 2).reshape(batch * length, heads * width);
    }

    /// <summary>A bias that lets every position see the tokens up to itself.</summary>
    /// <param name="mask">1 for a token and 0 for padding, shape [B, T].</param>
    /// <param name="type">Type of the scores.</param>
    /// <returns>Shape [B, 1, T, T].</returns>
    internal static Tensor Bias(Tensor mask, ScalarType type)
    {
        var length = mask.shape[1];
        return Hidden(Later(length, mask.device).logical_or(mask.eq(0).unsqueeze(1)).unsqueeze(1), type);
    }

    /// <summary>A bias of 0, and where a position is hidden the least number: unlike infinity it keeps rows without any token
    /// finite.</summary>
    internal static Tensor Hidden(Tensor hidden, ScalarType type) =>
        zeros(hidden.shape, dtype: type, device: hidden.device).masked_fill(hidden, finfo(type).min);

    private Tensor Weights(Tensor queries, Tensor keys)
    {
        var scores = queries.Times(keys.transpose(2, 3)) / Math.Sqrt(queries.shape[3]);
        return (scores + (bias ?? Hidden(Later(queries.shape[2], queries.device), queries.dtype))).softmax(-1);
    }

    private static Tensor Later(long length, Device device) => ones([length, length], dtype: ScalarType.Bool, device: device).triu(1);
}
