using static TorchSharp.torch;

namespace VanishingGradients.Models.Tracing;

/// <summary>A linear layer y = W x + b over one position, shape [B, C], or over T positions, shape [B, T, C].</summary>
/// <remarks>The gradient of W is Σ_t d_t x_tᵀ and that of b is Σ_t d_t, so inner products need only ⟨x_t, x_s⟩ + 1 and ⟨d_t,
/// d_s⟩.</remarks>
/// <param name="name">Name for tables.</param>
/// <param name="input">The layer's input x, shape [B, C] or [B, T, C].</param>
/// <param name="output">The layer's output in the graph.</param>
/// <param name="hasBias">Whether the layer has a bias b.</param>
public sealed class TracedLinear(string name, Tensor input, Tensor output, bool hasBias = true) : TracedLayer(name, output)
{
    private readonly Tensor _input = input.detach();

    /// <inheritdoc />
    public override Tensor Gram(Tensor gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var sequence = _input.dim() == 2 ? _input.unsqueeze(1) : _input;
        var positions = sequence.bmm(sequence.transpose(1, 2));
        var perInput = (_input.dim() == 2 ? gradients.unsqueeze(2) : gradients).transpose(0, 1);
        return OuterGram(hasBias ? positions.add_(1) : positions, perInput);
    }
}
