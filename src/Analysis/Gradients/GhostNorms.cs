using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis.Gradients;

/// <summary>Per-input gradient norms of one objective from a single backward pass over the batch, however many outputs there are.</summary>
public static class GhostNorms
{
    /// <summary>Norms of each input's gradient with respect to all parameters.</summary>
    /// <param name="policy">A policy that can be traced and does not mix the inputs of a batch.</param>
    /// <param name="inputs">Shape [B, ...].</param>
    /// <param name="objective">From the logits, shape [B, ...], to one value per input, shape [B]; each must depend on its own logits
    /// only.</param>
    /// <returns>B norms.</returns>
    /// <exception cref="NotSupportedException">The policy cannot be traced, or mixes inputs.</exception>
    public static double[] Of(Policy policy, Tensor inputs, Func<Tensor, Tensor> objective)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(objective);
        using var scope = NewDisposeScope();
        policy.eval();
        var trace = Tracing.Require(policy, inputs);
        var gradients = autograd.grad([objective(trace.Logits).sum()], [.. trace.Layers.Select(layer => layer.Output)]);
        var squares = trace.Layers.Select((layer, i) => layer.Gram(gradients[i].unsqueeze(0)).to(ScalarType.Float64).flatten());
        return squares.Aggregate((sum, layer) => sum + layer).clamp_min(0).sqrt().cpu().data<double>().ToArray();
    }
}
