using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>Keys and values of all layers for the positions read so far, in one buffer that doubles when it is full.</summary>
/// <remarks>Decoding T tokens copies O(T) positions in total, where appending to the end of tensors would copy O(T²).</remarks>
internal sealed class KeyValueCache : IDisposable
{
    private const int Reserve = 64;

    private Tensor? _buffer;
    private KeyValues[] _layers = [];

    /// <summary>Positions read so far by every layer.</summary>
    internal long Length { get; private set; }

    /// <summary>Positions there is room for.</summary>
    internal long Capacity { get; private set; }

    /// <summary>Makes room for further positions.</summary>
    /// <param name="positions">Number of further positions.</param>
    /// <param name="layers">Number of layers.</param>
    /// <param name="heads">Key and value heads of a layer.</param>
    /// <param name="width">Width of a head.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="like">Gives type and device.</param>
    internal void Reserved(long positions, long layers, long heads, long width, long batch, Tensor like)
    {
        if (Length + positions <= Capacity)
        {
            return;
        }

        Capacity = Math.Max(Length + positions + Reserve, 2 * Capacity);
        var grown = empty([layers, 2, batch, heads, Capacity, width], dtype: like.dtype, device: like.device);
        if (_buffer is not null)
        {
            grown.narrow(4, 0, Length).copy_(_buffer.narrow(4, 0, Length));
        }

        Replace(grown);
    }

    /// <summary>Appends keys and values of one layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="added">Of T positions.</param>
    /// <returns>Those of all positions: views of length + T.</returns>
    internal KeyValues Append(int layer, KeyValues added)
    {
        var count = added.Keys.shape[2];
        var place = _layers[layer].Positions(Length, count);
        place.Keys.copy_(added.Keys);
        place.Values.copy_(added.Values);
        return _layers[layer].Positions(0, Length + count);
    }

    /// <summary>Tells that all layers have appended their positions.</summary>
    internal void Appended(long positions) => Length += positions;

    /// <summary>Keeps the given rows of the batch in the given order.</summary>
    internal void Select(Tensor rows) => Replace(_buffer!.index_select(2, rows));

    public void Dispose()
    {
        _buffer?.Dispose();
        foreach (var layer in _layers)
        {
            layer.Dispose();
        }
    }

    private void Replace(Tensor buffer)
    {
        Dispose();
        _buffer = buffer.DetachFromDisposeScope();
        _layers =
        [
            .. Enumerable.Range(0, (int)buffer.shape[0]).Select(layer => buffer.select(0, layer))
                .Select(both => new KeyValues(both.select(0, 0), both.select(0, 1)).Kept()),
        ];
    }
}
