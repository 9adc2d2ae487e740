using VanishingGradients.Analysis.Policies;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Bounds;

/// <summary>
/// Bounds on ‖∇_θ J‖, the gradient norm of the sequence-level PPO surrogate of <see cref="ClippedSurrogate"/>, in terms of the reward std
/// STD̄ under the rollout policy and of the total variation distance TV between current and rollout policy. Its gradient is
/// E_p[1_active A ∇ ln p(y)] with A = r - V̄. Stated for rewards in [-1, 1]; half width h of another range scales them.
/// </summary>
public static class SurrogateBounds
{
    /// <summary>In the form of the paper's theorem: ‖∇J‖ ≤ 6 L γ STD̄^(2/3) + 4 L γ TV.</summary>
    /// <remarks>
    /// Proof. ‖∇J‖ ≤ 2Lγ E_p|A| ≤ 2Lγ (c + 2 P_p(|A| &gt; c)), and P_p(|A| &gt; c) ≤ STD̄²/c² + TV by Chebyshev under the rollout policy.
    /// Take c = STD̄^(2/3).
    /// </remarks>
    /// <param name="length">The output length L in tokens, at least 1.</param>
    /// <param name="gamma">The Jacobian norm γ of the current policy, at least 0.</param>
    /// <param name="rolloutStd">The reward std under the rollout policy, at least 0.</param>
    /// <param name="totalVariation">The total variation distance, from 0 to 1.</param>
    /// <param name="range">The reward range; [-1, 1] if omitted.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, the reward range is empty, or the std is above half
    /// its width.</exception>
    public static GradientBound TotalVariation(
        int length, double gamma, double rolloutStd, double totalVariation, RewardRange? range = null)
    {
        Require.Between(totalVariation, 0, 1);
        var halfWidth = BoundedStd.HalfWidth(range, rolloutStd, nameof(rolloutStd));
        var onPolicy = ExpectedRewardBounds.Theorem1(length, gamma, rolloutStd, range).Value;
        var offPolicy = 4 * length * gamma * halfWidth * totalVariation;
        return new("PPO, total variation", "‖∇J‖ ≤ 6 L γ STD̄^(2/3) + 4 L γ TV", BoundKind.Upper, onPolicy + offPolicy);
    }

    /// <summary>The sharper one: ‖∇J‖ ≤ γ sqrt(L (1 - 1/K)) sqrt(STD̄² + 4 TV).</summary>
    /// <remarks>Proof. Cauchy–Schwarz, E_p‖∇ ln p‖² ≤ γ² L (1 - 1/K), and E_p[A²] ≤ STD̄² + 4 TV because 0 ≤ A² ≤ 4.</remarks>
    /// <param name="length">The output length L in tokens, at least 1.</param>
    /// <param name="outputCount">The vocabulary size K, at least 2.</param>
    /// <param name="gamma">The Jacobian norm γ, at least 0.</param>
    /// <param name="rolloutStd">The reward std under the rollout policy, at least 0.</param>
    /// <param name="totalVariation">The total variation distance, from 0 to 1.</param>
    /// <param name="range">The reward range; [-1, 1] if omitted.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static GradientBound Fisher(
        int length, int outputCount, double gamma, double rolloutStd, double totalVariation, RewardRange? range = null)
    {
        Require.Between(totalVariation, 0, 1);
        var width = 2 * BoundedStd.HalfWidth(range, rolloutStd, nameof(rolloutStd));
        var secondMoment = (rolloutStd * rolloutStd) + (width * width * totalVariation);
        var value = ExpectedRewardBounds.FisherJacobian(length, outputCount, gamma, Math.Sqrt(secondMoment)).Value;
        return new("PPO, Fisher", "‖∇J‖ ≤ γ sqrt(L (1 - 1/K)) sqrt(STD̄² + 4 TV)", BoundKind.Upper, value);
    }

    /// <summary>Without a distance, for inputs near the bottom of the reward range:
    /// ‖∇J‖ ≤ γ sqrt(L (1 - 1/K)) sqrt((1 + ε) STD̄² + (V̄ - r_min)²), for any reward range.</summary>
    /// <remarks>
    /// Proof. An active output with A ≥ 0 has ρ ≤ 1 + ε, so these add at most (1 + ε) STD̄² to E_p[1_active A²]; an output with A &lt; 0 has
    /// |A| ≤ V̄ - r_min. Then as <see cref="Fisher"/>. However far the policy has moved, an input whose rewards are nearly all the lowest
    /// keeps a small gradient.
    /// </remarks>
    /// <param name="length">The output length L in tokens, at least 1.</param>
    /// <param name="outputCount">The vocabulary size K, at least 2.</param>
    /// <param name="gamma">The Jacobian norm γ of the current policy, at least 0.</param>
    /// <param name="rolloutStd">The reward std under the rollout policy, at least 0.</param>
    /// <param name="meanAboveMinimum">V̄ - r_min, the reward mean under the rollout policy above the input's lowest reward, at least 0.</param>
    /// <param name="clip">The clip range ε, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static GradientBound Clip(int length, int outputCount, double gamma, double rolloutStd, double meanAboveMinimum, double clip)
    {
        Require.NonNegative(rolloutStd);
        Require.NonNegative(meanAboveMinimum);
        Require.Between(clip, 0, 1);
        var secondMoment = ((1 + clip) * rolloutStd * rolloutStd) + (meanAboveMinimum * meanAboveMinimum);
        var value = ExpectedRewardBounds.FisherJacobian(length, outputCount, gamma, Math.Sqrt(secondMoment)).Value;
        return new("PPO, clip", "‖∇J‖ ≤ γ sqrt(L (1 - 1/K)) sqrt((1 + ε) STD̄² + (V̄ - r_min)²)", BoundKind.Upper, value);
    }

    /// <summary>With a dual clip c, no distance enters: ‖∇J‖ ≤ γ sqrt(L (1 - 1/K)) sqrt(c) STD̄, for any reward range.</summary>
    /// <remarks>Proof. Every active output has ρ ≤ c, so E_p[1_active A²] = E_p̄[1_active ρ A²] ≤ c STD̄²; then as
    /// <see cref="Fisher"/>.</remarks>
    /// <param name="length">The output length L in tokens, at least 1.</param>
    /// <param name="outputCount">The vocabulary size K, at least 2.</param>
    /// <param name="gamma">The Jacobian norm γ, at least 0.</param>
    /// <param name="rolloutStd">The reward std under the rollout policy, at least 0.</param>
    /// <param name="dualClip">The dual clip c, finite and at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static GradientBound DualClip(int length, int outputCount, double gamma, double rolloutStd, double dualClip)
    {
        Require.Between(dualClip, 1, double.MaxValue);
        Require.NonNegative(rolloutStd);
        var value = ExpectedRewardBounds.FisherJacobian(length, outputCount, gamma, Math.Sqrt(dualClip) * rolloutStd).Value;
        return new("PPO, dual clip", "‖∇J‖ ≤ γ sqrt(L (1 - 1/K)) sqrt(c) STD̄", BoundKind.Upper, value);
    }
}
