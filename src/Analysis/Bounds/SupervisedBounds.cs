using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.Bounds;

/// <summary>
/// Bounds on ‖p - e_y‖, the norm of the gradient of the supervised loss -ln p(y) with respect to the logits. No reward std enters: this
/// gradient vanishes only where p(y) → 1.
/// </summary>
public static class SupervisedBounds
{
    /// <summary>(1 - p(y)) sqrt(K / (K - 1)) ≤ ‖p - e_y‖.</summary>
    /// <remarks>Proof. ‖p - e_y‖² = (1 - p_y)² + Σ_{k≠y} p_k², and K - 1 numbers that sum to 1 - p_y have squares of at least
    /// (1 - p_y)²/(K - 1). Equality: the other outputs are equally probable.</remarks>
    /// <param name="complement">1 - p(y), in [0, 1]; <see cref="SoftmaxPolicy.Complement"/> gives it without cancellation.</param>
    /// <param name="outputCount">The number of outputs K, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static GradientBound Lower(double complement, int outputCount)
    {
        Require.Between(complement, 0, 1);
        Require.AtLeast(outputCount, 2);
        var value = complement * Math.Sqrt(outputCount / (outputCount - 1.0));
        return new("Supervised, lower", "(1 - p) sqrt(K / (K - 1)) ≤ ‖∇_z loss‖", BoundKind.Lower, value);
    }

    /// <summary>‖p - e_y‖ ≤ √2 (1 - p(y)).</summary>
    /// <remarks>Proof. Σ_{k≠y} p_k² ≤ (Σ_{k≠y} p_k)² = (1 - p_y)². Equality: one other output holds all the rest.</remarks>
    /// <inheritdoc cref="Lower" path="/param[@name='complement']"/>
    /// <inheritdoc cref="Lower" path="/exception"/>
    public static GradientBound Upper(double complement)
    {
        Require.Between(complement, 0, 1);
        return new("Supervised, upper", "‖∇_z loss‖ ≤ √2 (1 - p)", BoundKind.Upper, Math.Sqrt(2) * complement);
    }
}
