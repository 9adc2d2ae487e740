using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.T5;

/// <summary>The position bias of a stack: attention scores shift by a learned number per head and bucket of relative positions.</summary>
/// <param name="table">Shape [buckets, heads].</param>
/// <param name="bothWays">Whether keys after the query have buckets of their own, as in the encoder.</param>
/// <param name="maxDistance">Distances from here on share the last bucket.</param>
internal sealed class RelativePositions(Parameter table, bool bothWays, int maxDistance)
{
    /// <summary>The bias of consecutive queries.</summary>
    /// <param name="first">Position of the first query.</param>
    /// <param name="queries">Number of queries.</param>
    /// <param name="keys">Number of keys, which begin at position 0.</param>
    /// <returns>Shape [1, heads, queries, keys].</returns>
    internal Tensor Bias(long first, long queries, long keys)
    {
        var query = arange(first, first + queries, ScalarType.Int64, table.device).unsqueeze(1);
        var buckets = Buckets(arange(keys, ScalarType.Int64, table.device) - query, bothWays, (int)table.shape[0], maxDistance);
        return table.index_select(0, buckets.view(-1)).view(queries, keys, -1).permute(2, 0, 1).unsqueeze(0);
    }

    /// <summary>Half of the buckets of a direction are single distances; in the other half they widen with the logarithm up to the largest
    /// distance (Raffel et al. 2020, section 2.1).</summary>
    /// <param name="relative">Key position minus query position, int64.</param>
    /// <param name="bothWays">Whether later keys have buckets of their own; otherwise they count as distance 0.</param>
    /// <param name="buckets">Number of buckets.</param>
    /// <param name="maxDistance">Distances from here on share the last bucket.</param>
    internal static Tensor Buckets(Tensor relative, bool bothWays, int buckets, int maxDistance)
    {
        var perDirection = bothWays ? buckets / 2 : buckets;
        var single = perDirection / 2;
        var distance = bothWays ? relative.abs() : relative.neg().clamp(min: 0);
        // In float32, as the published models were trained: at a few distances the last bit decides.
        var logarithm = (distance.clamp(min: single).to(ScalarType.Float32) / single).log() / Math.Log((double)maxDistance / single);
        var wide = (single + (logarithm * (perDirection - single)).to(ScalarType.Int64)).clamp(max: perDirection - 1);
        var bucket = where(distance < single, distance, wide);
        return bothWays ? bucket + (relative > 0).to(ScalarType.Int64) * perDirection : bucket;
    }
}
