using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>Where decoding stands in a batch: the logits of the next token and the keys and values of everything before it.</summary>
public abstract class DecodingState : IDisposable
{
    /// <summary>Logits of the next token, in the model's type, shape [B, V].</summary>
    public abstract Tensor Logits { get; }

    /// <summary>Keeps the given rows in the given order; a row may occur several times, as in beam search.</summary>
    /// <param name="rows">Positions in the batch, int64, shape [B'].</param>
    public abstract void Select(Tensor rows);

    /// <inheritdoc />
    public abstract void Dispose();
}
