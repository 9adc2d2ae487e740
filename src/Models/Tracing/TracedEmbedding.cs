using static TorchSharp.torch;

namespace VanishingGradients.Models.Tracing;

/// <summary>A table lookup: the gradient of a row is the sum of the output gradients at the positions that looked it up.</summary>
/// <param name="name">Name for tables.</param>
/// <param name="indices">Rows looked up, shape [B, T].</param>
/// <param name="output">The layer's output in the graph, shape [B, T, C].</param>
public sealed class TracedEmbedding(string name, Tensor indices, Tensor output) : TracedLayer(name, output)
{
    /// <inheritdoc />
    public override Tensor Gram(Tensor gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        return OuterGram(indices.unsqueeze(1).eq(indices.unsqueeze(2)).to(gradients.dtype), gradients.transpose(0, 1));
    }
}
