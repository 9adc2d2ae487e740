using VanishingGradients.Analysis.Policies;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Bounds;

/// <summary>
/// Bounds on ‖∇_θ V(x; θ)‖, the norm of the expected-reward gradient of one input, in terms of the reward std STD(x; θ) and of γ, the
/// largest spectral norm of the Jacobian of the logits over positions and prefixes. With γ = 1 and L = 1 they bound the gradient with
/// respect to logits. All but <see cref="Theorem1"/> hold for any reward range and are linear in the std.
/// </summary>
public static class ExpectedRewardBounds
{
    /// <summary>The bound of the paper's Theorem 1: ‖∇V‖ ≤ 6 L γ STD^(2/3) for rewards in [-1, 1].</summary>
    /// <remarks>
    /// Proof. A baseline gives ∇V = E[(r - V) ∇ ln p(y)], and ‖∇ ln p(y)‖ ≤ 2Lγ. Split the outputs at |r - V| = c: the near ones contribute
    /// at most 2Lγ c; the far ones have |r - V| ≤ 2 and, by Chebyshev, mass at most STD²/c², so at most 4Lγ STD²/c². Take c = STD^(2/3). A
    /// range of half width h follows by rescaling the reward: 6 L γ h^(1/3) STD^(2/3).
    /// </remarks>
    /// <param name="length">The output length L in tokens, at least 1.</param>
    /// <param name="gamma">The Jacobian norm γ, at least 0.</param>
    /// <param name="std">The reward std, at least 0.</param>
    /// <param name="range">The reward range; [-1, 1] if omitted.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, the reward range is empty, or the std is above half
    /// its width.</exception>
    public static GradientBound Theorem1(int length, double gamma, double std, RewardRange? range = null)
    {
        Require.AtLeast(length, 1);
        Require.NonNegative(gamma);
        var halfWidth = BoundedStd.HalfWidth(range, std, nameof(std));
        var value = 6 * length * gamma * Math.Cbrt(halfWidth) * Math.Cbrt(std) * Math.Cbrt(std);
        return Upper("Theorem 1", "‖∇V‖ ≤ 6 L γ STD^(2/3)", value);
    }

    /// <summary>One token: ‖∇V‖ ≤ γ STD / √2.</summary>
    /// <remarks>
    /// Proof. ∇_z V = p ⊙ (r - V) sums to 0 and has 1-norm E|r - V| ≤ STD. A zero-sum vector v splits into v⁺ and v⁻ of 1-norm ‖v‖₁/2 each,
    /// so ‖v‖² ≤ ‖v⁺‖₁² + ‖v⁻‖₁² = ‖v‖₁²/2. Finally ‖Jᵀ v‖ ≤ γ ‖v‖. Equality: two outputs of probability ½.
    /// </remarks>
    /// <param name="gamma">The Jacobian norm γ, at least 0.</param>
    /// <param name="std">The reward std, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static GradientBound SingleToken(double gamma, double std)
    {
        Require.NonNegative(gamma);
        Require.NonNegative(std);
        return Upper("Linear, one token", "‖∇V‖ ≤ γ STD / √2", gamma * std / Math.Sqrt(2));
    }

    /// <summary>One token: ‖∇V‖ ≤ sqrt(max p) γ STD, the sharper one for a policy spread over many outputs.</summary>
    /// <remarks>Proof. ‖p ⊙ (r - V)‖² = Σ p · p (r - V)² ≤ max p · E[(r - V)²].</remarks>
    /// <param name="largestProbability">The probability of the most probable output, in (0, 1].</param>
    /// <param name="gamma">The Jacobian norm γ, at least 0.</param>
    /// <param name="std">The reward std, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static GradientBound SingleTokenMode(double largestProbability, double gamma, double std)
    {
        Require.Between(largestProbability, double.Epsilon, 1);
        Require.NonNegative(gamma);
        Require.NonNegative(std);
        return Upper("Mode, one token", "‖∇V‖ ≤ sqrt(max p) γ STD", Math.Sqrt(largestProbability) * gamma * std);
    }

    /// <summary>One token, in the 1-norm of the gradient with respect to logits: ‖∇_z V‖₁ = E|r - V| ≤ STD.</summary>
    /// <remarks>Proof. Jensen.</remarks>
    /// <param name="std">The reward std, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The std is negative or not finite.</exception>
    public static GradientBound SingleTokenAbsolute(double std)
    {
        Require.NonNegative(std);
        return Upper("1-norm, one token", "‖∇_z V‖₁ ≤ STD", std);
    }

    /// <summary>L tokens: ‖∇V‖ ≤ γ sqrt(L/2) STD.</summary>
    /// <remarks>
    /// Proof. ∇V = Σ_l E[J_lᵀ (p_l ⊙ (Q_l - V_{l-1}))]. By <see cref="SingleToken"/> and Jensen term l is at most
    /// γ/√2 · sqrt(E[Var(Q_l | y_{&lt;l})]); Cauchy–Schwarz over l and the law of total variance Σ_l E[Var(Q_l | y_{&lt;l})] = STD² give
    /// the rest. Equality: two uniform tokens, shared features and an additive reward. As STD ≤ 1 for rewards in [-1, 1], it is below
    /// <see cref="Theorem1"/> by a factor 6√2 at least.
    /// </remarks>
    /// <param name="length">The output length L in tokens, at least 1.</param>
    /// <param name="gamma">The Jacobian norm γ, at least 0.</param>
    /// <param name="std">The reward std, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static GradientBound Sequence(int length, double gamma, double std)
    {
        Require.AtLeast(length, 1);
        Require.NonNegative(gamma);
        Require.NonNegative(std);
        return Upper("Linear, sequence", "‖∇V‖ ≤ γ sqrt(L/2) STD", gamma * Math.Sqrt(length / 2.0) * std);
    }

    /// <summary>Fisher form: ‖∇V‖ ≤ STD sqrt(E‖∇ ln p(y)‖²), with no worst case over prefixes.</summary>
    /// <remarks>Proof. Cauchy–Schwarz on E[(r - V) ∇ ln p(y)].</remarks>
    /// <param name="std">The reward std, at least 0.</param>
    /// <param name="scoreSecondMoment">E‖∇_θ ln p(y)‖², the trace of the Fisher information, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative or not finite.</exception>
    public static GradientBound Fisher(double std, double scoreSecondMoment)
    {
        Require.NonNegative(std);
        Require.NonNegative(scoreSecondMoment);
        return Upper("Fisher", "‖∇V‖ ≤ STD sqrt(E‖∇ ln p‖²)", std * Math.Sqrt(scoreSecondMoment));
    }

    /// <summary>Fisher form with the score bounded by γ: ‖∇V‖ ≤ γ sqrt(L (1 - 1/K)) STD.</summary>
    /// <remarks>Proof. The token scores are martingale differences, so E‖∇ ln p‖² ≤ γ² Σ_l E[1 - ‖p_l‖²] ≤ γ² L (1 - 1/K).</remarks>
    /// <param name="length">The output length L in tokens, at least 1.</param>
    /// <param name="outputCount">The vocabulary size K, at least 2.</param>
    /// <param name="gamma">The Jacobian norm γ, at least 0.</param>
    /// <param name="std">The reward std, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static GradientBound FisherJacobian(int length, int outputCount, double gamma, double std)
    {
        Require.AtLeast(length, 1);
        Require.AtLeast(outputCount, 2);
        Require.NonNegative(gamma);
        Require.NonNegative(std);
        return Upper("Fisher, Jacobian", "‖∇V‖ ≤ γ sqrt(L (1 - 1/K)) STD", gamma * Math.Sqrt(length * (1 - (1.0 / outputCount))) * std);
    }

    /// <summary>A reward with one value on a single output y* and another elsewhere: ‖∇V‖ = |Δr| p* ‖∇ ln p*‖, for every
    /// parametrisation.</summary>
    /// <remarks>Proof. V = r_else + Δr p*, and ∇p* = p* ∇ ln p*. The expected-reward gradient is the supervised one times Δr p*.</remarks>
    /// <param name="rewardGap">The difference Δr between the two rewards, of any sign.</param>
    /// <param name="probability">p* = p(y*|x), in [0, 1].</param>
    /// <param name="supervisedNorm">‖∇ ln p*‖, the norm of the supervised gradient of y*, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static GradientBound TwoValued(double rewardGap, double probability, double supervisedNorm)
    {
        Require.NonNegative(Math.Abs(rewardGap), nameof(rewardGap));
        Require.Between(probability, 0, 1);
        Require.NonNegative(supervisedNorm);
        return new("Two rewards", "‖∇V‖ = |Δr| p* ‖∇ ln p*‖", BoundKind.Identity, Math.Abs(rewardGap) * probability * supervisedNorm);
    }

    /// <summary>The same reward, one token: ‖∇V‖ ≤ √2 γ STD² / |Δr|, quadratic in the std; γ STD² / √2 for rewards ±1.</summary>
    /// <remarks>Proof. ‖∇_z ln p*‖ ≤ √2 (1 - p*) in <see cref="TwoValued"/>, and STD² = Δr² p* (1 - p*).</remarks>
    /// <param name="rewardGap">The difference Δr between the two rewards, not 0.</param>
    /// <param name="gamma">The Jacobian norm γ, at least 0.</param>
    /// <param name="std">The reward std, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, or the gap is 0.</exception>
    public static GradientBound TwoValuedQuadratic(double rewardGap, double gamma, double std)
    {
        Require.StrictlyBetween(Math.Abs(rewardGap), 0, double.PositiveInfinity, nameof(rewardGap));
        Require.NonNegative(gamma);
        Require.NonNegative(std);
        return Upper("Two rewards, one token", "‖∇V‖ ≤ √2 γ STD² / |Δr|", Math.Sqrt(2) * gamma * std * std / Math.Abs(rewardGap));
    }

    private static GradientBound Upper(string name, string equation, double value) => new(name, equation, BoundKind.Upper, value);
}
