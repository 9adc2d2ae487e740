using static TorchSharp.torch;

namespace VanishingGradients.Models.Tracing;

/// <summary>The scale and shift of a batch normalisation in evaluation mode, y = γ x̂ + β per channel: their gradients Σ d ⊙ x̂ and Σ d over
/// the pixels are small enough to form.</summary>
/// <param name="name">Name for tables.</param>
/// <param name="normalised">x̂, shape [B, C, H, W].</param>
/// <param name="output">The layer's output in the graph, of the same shape.</param>
public sealed class TracedBatchNorm(string name, Tensor normalised, Tensor output) : TracedLayer(name, output)
{
    private readonly Tensor _normalised = normalised.detach();

    /// <inheritdoc />
    public override Tensor Gram(Tensor gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var both = cat([(gradients * _normalised).sum([3, 4]), gradients.sum([3, 4])], -1).transpose(0, 1);
        return both.bmm(both.transpose(1, 2));
    }
}
