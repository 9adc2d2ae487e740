using System.Globalization;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Clipping of gradients by their common norm.</summary>
public static class GradientClipping
{
    /// <summary>Scales the gradients in place so that their common Euclidean norm is at most a maximum: g ← g · min(1, max / (‖g‖ + 10⁻⁶)), as PyTorch's
    /// clip_grad_norm_ does.</summary>
    /// <param name="gradients">One vector per network.</param>
    /// <param name="maximum">The largest norm, above 0; infinity only measures.</param>
    /// <returns>The norm before clipping, computed in float64.</returns>
    /// <exception cref="DivergedException">The norm is not finite; no gradient was changed, so the parameters are still sound.</exception>
    public static double Clip(IReadOnlyList<Tensor> gradients, double maximum = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        if (!(maximum > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "The largest gradient norm must be above 0.");
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var norm = stack([.. gradients.Select(GroupPass.Norm)]).norm().item<double>();
        if (!double.IsFinite(norm))
        {
            throw new DivergedException(string.Create(CultureInfo.InvariantCulture,
                $"The gradient norm is {norm}: the run has diverged, and this step was not made. Choose a smaller learning rate, or look at the rewards."));
        }

        var factor = maximum / (norm + 1e-6);
        if (factor < 1)
        {
            foreach (var gradient in gradients)
            {
                gradient.mul_(factor);
            }
        }

        return norm;
    }
}
