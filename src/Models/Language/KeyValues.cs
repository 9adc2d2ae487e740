using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>What an attention layer reads.</summary>
/// <param name="Keys">Shape [B, heads, T, width].</param>
/// <param name="Values">Shape [B, heads, T, width].</param>
internal sealed record KeyValues(Tensor Keys, Tensor Values) : IDisposable
{
    /// <summary>Some consecutive positions: a view.</summary>
    internal KeyValues Positions(long first, long count) => new(Keys.narrow(2, first, count), Values.narrow(2, first, count));

    /// <summary>Rows of the batch.</summary>
    internal KeyValues Rows(Tensor rows) => new(Keys.index_select(0, rows), Values.index_select(0, rows));

    /// <summary>Every head so many times, as neighbouring query heads share it.</summary>
    internal KeyValues Shared(long times) => times == 1 ? this : new(Keys.repeat_interleave(times, 1), Values.repeat_interleave(times, 1));

    /// <summary>The same, living until it is disposed.</summary>
    internal KeyValues Kept() => new(Keys.DetachFromDisposeScope(), Values.DetachFromDisposeScope());

    public void Dispose()
    {
        Keys.Dispose();
        Values.Dispose();
    }
}
