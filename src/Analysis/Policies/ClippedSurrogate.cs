namespace VanishingGradients.Analysis.Policies;

/// <summary>
/// The exact PPO surrogate J = E_{y~p̄}[min(ρA, clip(ρ, 1-ε, 1+ε)A)] over enumerated outputs, with ρ = p/p̄ and the advantage A = r - V̄
/// under the rollout policy p̄. With a dual clip c the term of a negative advantage is max(that, cA).
/// </summary>
/// <remarks>Its gradient (almost everywhere) is E_p[1_active A ∇ ln p], where active means (A ≥ 0 and ρ ≤ 1+ε) or (A &lt; 0 and 1-ε ≤ ρ ≤
/// c).</remarks>
public sealed class ClippedSurrogate
{
    private ClippedSurrogate(
        double value, double[] activeAdvantages, double[] gradient, ExactRewardStatistics rolloutRewards, double totalVariation)
    {
        Value = value;
        ActiveAdvantages = activeAdvantages;
        LogitGradient = gradient;
        RolloutRewards = rolloutRewards;
        TotalVariation = totalVariation;
    }

    /// <summary>The surrogate J, in units of reward; 0 where both policies agree.</summary>
    public double Value { get; }

    /// <summary>1_active A, K numbers: the gradient of J equals the gradient of their expectation under the current policy, so a sequence
    /// model takes its parameter gradient from them (<see cref="EnumeratedSequencePolicy.ExpectedRewardGradient"/>).</summary>
    public IReadOnlyList<double> ActiveAdvantages { get; }

    /// <summary>The gradient of J with respect to the K logits of the current policy.</summary>
    public IReadOnlyList<double> LogitGradient { get; }

    /// <summary>Mean V̄ and std of the reward under the rollout policy.</summary>
    public ExactRewardStatistics RolloutRewards { get; }

    /// <summary>The total variation distance between current and rollout policy, from 0 to 1.</summary>
    public double TotalVariation { get; }

    /// <summary>Evaluates the surrogate, its gradient and the figures its bounds need.</summary>
    /// <param name="policy">The current policy p over K outputs.</param>
    /// <param name="rollout">The rollout policy p̄ over the same outputs.</param>
    /// <param name="rewards">K finite rewards.</param>
    /// <param name="clip">The clip range ε, strictly between 0 and 1; 0.2 is usual.</param>
    /// <param name="dualClip">The dual clip c of negative advantages, above 1 + ε; infinite for plain PPO.</param>
    /// <exception cref="ArgumentException">The policies or rewards differ in length, or ε or c is out of range.</exception>
    public static ClippedSurrogate Evaluate(
        SoftmaxPolicy policy, SoftmaxPolicy rollout, ReadOnlySpan<double> rewards, double clip, double dualClip = double.PositiveInfinity)
    {
        policy.RequireSameOutputs(rollout, nameof(rollout));
        Require.StrictlyBetween(clip, 0, 1);
        Require.Between(dualClip, 1 + clip, double.PositiveInfinity);
        var statistics = ExactRewardStatistics.Of(rollout, rewards);

        var modal = rewards[rollout.Mode];
        var offset = rollout.MeanRelativeToMode(rewards);
        var active = new double[rewards.Length];
        var value = 0.0;
        for (var k = 0; k < active.Length; k++)
        {
            if (double.IsNegativeInfinity(rollout.LogProbabilities[k]))
                continue;
            var advantage = rewards[k] - modal - offset;
            var ratio = Math.Exp(policy.LogProbabilities[k] - rollout.LogProbabilities[k]);
            var isActive = advantage >= 0 ? ratio <= 1 + clip : ratio >= 1 - clip && ratio <= dualClip;
            var effective = advantage >= 0 ? Math.Min(ratio, 1 + clip) : Math.Clamp(ratio, 1 - clip, dualClip);
            active[k] = isActive ? advantage : 0;
            value += advantage * (isActive ? policy.Probabilities[k] : effective * rollout.Probabilities[k]);
        }

        var gradient = new double[active.Length];
        LogitGradients.Expectation(policy, active, gradient);
        return new(value, active, gradient, statistics, policy.TotalVariation(rollout));
    }
}
