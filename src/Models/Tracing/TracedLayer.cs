using static TorchSharp.torch;

namespace VanishingGradients.Models.Tracing;

/// <summary>
/// One use of a layer in a forward pass. From the gradients with respect to its output alone it computes inner products of the per-input
/// gradients with respect to its parameters, without ever forming those (ghost norms: Goodfellow 2015; Li et al. 2022 for sequences).
/// </summary>
/// <param name="name">Name for tables.</param>
/// <param name="output">The layer's output in the graph, shape [B, ...].</param>
public abstract class TracedLayer(string name, Tensor output)
{
    /// <summary>Name for tables.</summary>
    public string Name { get; } = name;

    /// <summary>The layer's output in the graph, shape [B, ...].</summary>
    public Tensor Output { get; } = output;

    /// <summary>Inner products of the parameter gradients that belong to K gradients of the output.</summary>
    /// <param name="gradients">Shape [K, B, ...]: the k-th gradient of each input's output.</param>
    /// <returns>Shape [B, K, K].</returns>
    public abstract Tensor Gram(Tensor gradients);

    /// <summary>Inner products of Σ_t a_t ⊗ d_t, where A holds those of the a_t.</summary>
    /// <param name="positions">A, shape [B, T, T].</param>
    /// <param name="gradients">d, shape [B, K, T, C].</param>
    /// <returns>⟨d_k, A d_l⟩, shape [B, K, K].</returns>
    private protected static Tensor OuterGram(Tensor positions, Tensor gradients)
    {
        var flat = gradients.flatten(2);
        // With one position A is a number per input, and one product of matrices is enough.
        return positions.shape[1] == 1
            ? flat.bmm(flat.transpose(1, 2)).mul_(positions)
            : flat.bmm(positions.unsqueeze(1).matmul(gradients).flatten(2).transpose(1, 2));
    }
}
