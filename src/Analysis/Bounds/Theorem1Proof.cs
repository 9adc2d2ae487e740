using VanishingGradients.Analysis.Policies;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Bounds;

/// <summary>
/// The proof of <see cref="ExpectedRewardBounds.Theorem1"/> in numbers, for one token and the gradient with respect to the logits (L = 1,
/// γ = 1): each step is an upper bound on the one before it, and what a step gives away can be read off.
/// </summary>
public static class Theorem1Proof
{
    /// <summary>The threshold of the paper's bound, c = STD^(2/3).</summary>
    /// <param name="std">The reward std, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The std is negative or not finite.</exception>
    public static double Threshold(double std)
    {
        Require.NonNegative(std);
        return Math.Cbrt(std) * Math.Cbrt(std);
    }

    /// <summary>The norm ‖∇V‖ and the four steps from it to the bound, which for the paper's threshold is 6 STD^(2/3).</summary>
    /// <param name="policy">The policy over K outputs.</param>
    /// <param name="rewards">K rewards in [-1, 1].</param>
    /// <param name="threshold">The c at which outputs are split into near (|r - V| ≤ c) and far ones; <see cref="Threshold"/> of the
    /// reward std if omitted.</param>
    /// <exception cref="ArgumentException">The number of rewards differs from K, or one is outside [-1, 1].</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not above 0, or the reward std is 0 and no threshold is
    /// given.</exception>
    public static IReadOnlyList<GradientBound> Steps(SoftmaxPolicy policy, ReadOnlySpan<double> rewards, double? threshold = null)
    {
        RewardRange.SignedUnit.Validate(rewards);
        var (mean, std, absolute) = ExactRewardStatistics.Of(policy, rewards);
        var c = threshold ?? Threshold(std);
        Require.StrictlyBetween(c, 0, double.PositiveInfinity, nameof(threshold));
        var (weighted, farMass) = (0.0, 0.0);
        for (var k = 0; k < rewards.Length; k++)
        {
            var deviation = Math.Abs(rewards[k] - mean);
            weighted += policy.Probabilities[k] * deviation * VectorNorm.Euclidean(LogitGradients.SupervisedLoss(policy, k));
            farMass += deviation > c ? policy.Probabilities[k] : 0;
        }

        return
        [
            new("the gradient", "‖∇V‖", BoundKind.Identity, VectorNorm.Euclidean(LogitGradients.ExpectedReward(policy, rewards))),
            new("1. baseline, triangle inequality", "E[|r - V| ‖∇ ln p‖]", BoundKind.Upper, weighted),
            new("2. score at most 2", "2 E|r - V|", BoundKind.Upper, 2 * absolute),
            new("3. split at c", "2 (c + 2 P(|r - V| > c))", BoundKind.Upper, 2 * (c + (2 * farMass))),
            new("4. Chebyshev", "2 (c + 2 STD² / c²)", BoundKind.Upper, 2 * (c + (2 * (std / c) * (std / c)))),
        ];
    }
}
