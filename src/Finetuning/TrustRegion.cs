using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Steps of TRPO (Schulman et al. 2015) for exact objectives: along the natural gradient, as far as the KL divergence allows.</summary>
/// <remarks>
/// The quadratic model ½ sᵀFs of the KL divergence gives the length √(2δ / xᵀFx) along x = F⁻¹g; a line search halves it until the real divergence is
/// at most δ and the objective is higher than before. A step that never qualifies is not made.
/// </remarks>
public static class TrustRegion
{
    /// <summary>Changes the policy by one step.</summary>
    /// <param name="policy">The policy, in place.</param>
    /// <param name="inputs">The batch, shape [B, ...].</param>
    /// <param name="temperature">Divides the logits.</param>
    /// <param name="gradient">Gradient of the batch's mean objective, shape [P].</param>
    /// <param name="objective">The mean objective to maximise, from ln p of shape [B, K].</param>
    /// <param name="options">How far.</param>
    /// <returns>Share of the quadratic model's step that was made: 1, ½, ¼, ... or 0 for none.</returns>
    public static double Step(
        Policy policy, Tensor inputs, double temperature, Tensor gradient, Func<Tensor, Tensor> objective, TrustRegionOptions options)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        using var scope = NewDisposeScope();
        var full = FullStep(policy, inputs, temperature, gradient, options);
        if (full is null)
        {
            return 0;
        }

        using var noGrad = no_grad();
        var start = policy.Parameters.Values.clone();
        var before = policy.LogProbabilities(inputs, temperature);
        var value = objective(before).item<double>();
        var share = 1.0;
        for (var halving = 0; halving <= options.LineSearchSteps; halving++, share /= 2)
        {
            using var inner = NewDisposeScope();
            policy.Parameters.Values.copy_(start + full.to(start.dtype) * share);
            var after = policy.LogProbabilities(inputs, temperature);
            var kl = (before.exp() * (before - after)).sum(-1).mean().item<double>();
            if (kl <= options.MaxKl && objective(after).item<double>() > value)
            {
                return share;
            }
        }

        policy.Parameters.Values.copy_(start);
        return 0;
    }

    /// <summary>The step at which the quadratic model of the KL divergence reaches δ; null where the gradient is 0.</summary>
    private static Tensor? FullStep(Policy policy, Tensor inputs, double temperature, Tensor gradient, TrustRegionOptions options)
    {
        using var natural = new NaturalGradient(policy, inputs, temperature);
        var direction = natural.Direction(gradient, options.Damping, options.ConjugateGradientSteps);
        var curvature = (direction.dot(natural.FisherProduct(direction)) + options.Damping * direction.dot(direction)).item<double>();
        return curvature > 0 ? direction * Math.Sqrt(2 * options.MaxKl / curvature) : null;
    }
}
