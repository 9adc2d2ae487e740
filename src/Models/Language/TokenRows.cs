using static TorchSharp.torch;

namespace VanishingGradients.Models.Language;

/// <summary>Rows of token ids of one length, padded on either side.</summary>
/// <param name="Ids">Token ids, int64, shape [B, T].</param>
/// <param name="Mask">1 for a token and 0 for padding, int64, shape [B, T].</param>
public sealed record TokenRows(Tensor Ids, Tensor Mask) : IDisposable
{
    /// <summary>The number B of rows.</summary>
    public int Count => (int)Ids.shape[0];

    /// <summary>The length T of every row.</summary>
    public int Length => (int)Ids.shape[1];

    /// <inheritdoc />
    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
    }
}
