using static TorchSharp.torch;

namespace VanishingGradients.Models.Tracing;

/// <summary>The scale and shift of a layer normalisation, y = γ ⊙ x̂ + β: their gradients Σ_t d_t ⊙ x̂_t and Σ_t d_t are small enough to
/// form.</summary>
/// <param name="name">Name for tables.</param>
/// <param name="normalised">x̂, shape [B, C] or [B, T, C].</param>
/// <param name="output">The layer's output in the graph, of the same shape.</param>
public sealed class TracedLayerNorm(string name, Tensor normalised, Tensor output) : TracedLayer(name, output)
{
    private readonly Tensor _normalised = normalised.detach();

    /// <inheritdoc />
    public override Tensor Gram(Tensor gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var both = cat([Summed(gradients * _normalised), Summed(gradients)], -1).transpose(0, 1);
        return both.bmm(both.transpose(1, 2));
    }

    private static Tensor Summed(Tensor gradients) => gradients.dim() == 4 ? gradients.sum(2) : gradients;
}
