using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.T5;

/// <summary>What an attention layer reads.</summary>
/// <param name="Keys">Shape [B, heads, T, width].</param>
/// <param name="Values">Shape [B, heads, T, width].</param>
internal sealed record KeyValues(Tensor Keys, Tensor Values) : IDisposable
{
    /// <summary>These positions, then those.</summary>
    internal KeyValues Then(KeyValues next) => new(cat([Keys, next.Keys], 2), cat([Values, next.Values], 2));

    /// <summary>Rows of the batch.</summary>
    internal KeyValues Rows(Tensor rows) => new(Keys.index_select(0, rows), Values.index_select(0, rows));

    /// <summary>The same, living until it is disposed.</summary>
    internal KeyValues Kept() => new(Keys.DetachFromDisposeScope(), Values.DetachFromDisposeScope());

    public void Dispose()
    {
        Keys.Dispose();
        Values.Dispose();
    }
}
