using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis.Gradients;

/// <summary>Per-input gradients by one backward pass each: works for every policy and every objective, and is what the fast ways are
/// checked against.</summary>
public static class GradientLoop
{
    /// <summary>Norms of each input's gradient of an objective with respect to all parameters.</summary>
    /// <param name="policy">The policy, used in evaluation mode.</param>
    /// <param name="inputs">Shape [n, ...].</param>
    /// <param name="objective">From the logits of one input, shape [1, ...] and float64, and its position to a scalar.</param>
    /// <returns>n norms.</returns>
    public static double[] Norms(Policy policy, Tensor inputs, Func<Tensor, int, Tensor> objective)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(objective);
        policy.eval();
        var parameters = policy.Parameters;
        var norms = new double[inputs.shape[0]];
        for (var i = 0; i < norms.Length; i++)
        {
            using var scope = NewDisposeScope();
            var logits = policy.call(inputs.narrow(0, i, 1)).to(ScalarType.Float64);
            norms[i] = parameters.Gradient(objective(logits, i)).to(ScalarType.Float64).norm().item<double>();
        }

        return norms;
    }
}
