using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>The natural gradient F⁻¹g of a softmax policy (Kakade 2001), with F = (1/B) Σ_x J_xᵀ (diag p − p pᵀ) J_x, its Fisher matrix over a batch.</summary>
/// <remarks>
/// F is never formed: J v comes from differentiating v·Jᵀw by a dummy w (backward through backward), Jᵀ s from one more backward pass. The
/// policy's layers must allow a second differentiation.
/// </remarks>
public sealed class NaturalGradient : IDisposable
{
    private readonly Torch.ParameterVector _parameters;
    private readonly Tensor _logits;
    private readonly Tensor _probabilities;
    private readonly Tensor _dummy;
    private readonly Tensor _pulledBack;

    /// <summary>Prepares products with the Fisher matrix of the policy as it is now.</summary>
    /// <param name="policy">A policy with logits of shape [B, K].</param>
    /// <param name="inputs">The batch, shape [B, ...].</param>
    /// <param name="temperature">Divides the logits, above 0.</param>
    public NaturalGradient(Policy policy, Tensor inputs, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(inputs);
        using var scope = NewDisposeScope();
        _parameters = policy.Parameters;
        _logits = (policy.call(inputs).to(ScalarType.Float64) / temperature).DetachFromDisposeScope();
        _probabilities = nn.functional.softmax(_logits.detach(), -1).DetachFromDisposeScope();
        _dummy = zeros_like(_logits, requires_grad: true).DetachFromDisposeScope();
        _pulledBack = _parameters.Gradient((_logits * _dummy).sum(), keepGraph: true, differentiable: true).DetachFromDisposeScope();
    }

    /// <summary>F v.</summary>
    /// <param name="vector">v, shape [P].</param>
    /// <returns>Shape [P], of the type of <paramref name="vector"/>.</returns>
    public Tensor FisherProduct(Tensor vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        using var scope = NewDisposeScope();
        var along = (_pulledBack * vector.to(_pulledBack.dtype)).sum();
        var change = autograd.grad([along], [_dummy], retain_graph: true)[0];
        var weighted = _probabilities * (change - (_probabilities * change).sum(-1, keepdim: true));
        return (_parameters.Gradient((_logits * weighted).sum(), keepGraph: true) / _logits.shape[0]).to(vector.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>(F + damping)⁻¹ g by conjugate gradients in float64, from 0.</summary>
    /// <param name="gradient">g, shape [P].</param>
    /// <param name="damping">Added to the diagonal, at least 0.</param>
    /// <param name="steps">Most steps; fewer when the residual has fallen below 10⁻¹⁰ of g.</param>
    /// <returns>Shape [P], float64.</returns>
    public Tensor Direction(Tensor gradient, double damping, int steps)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        using var scope = NewDisposeScope();
        var residual = gradient.to(ScalarType.Float64).clone();
        var solution = zeros_like(residual);
        var search = residual.clone();
        var square = residual.dot(residual).item<double>();
        var enough = square * 1e-20;
        for (var step = 0; step < steps && square > enough; step++)
        {
            using var inner = NewDisposeScope();
            var product = FisherProduct(search) + search * damping;
            var curvature = search.dot(product).item<double>();
            if (!(curvature > 0))
            {
                break;
            }

            solution.add_(search, square / curvature);
            residual.add_(product, -square / curvature);
            var next = residual.dot(residual).item<double>();
            search.mul_(next / square).add_(residual);
            square = next;
        }

        return solution.MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _logits.Dispose();
        _probabilities.Dispose();
        _dummy.Dispose();
        _pulledBack.Dispose();
    }
}
