using VanishingGradients.Data;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>A penalty for leaving the reference policy: the policy as it was before the first rollout.</summary>
public sealed record KlPenaltyOptions
{
    /// <summary>β before the first rollout, in units of reward per nat; 0 measures the divergence and charges
    /// nothing. <value>0.001 (RL4LMs, most tasks).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public double Coefficient { get; init => field = OptionCheck.NotNegative(value, nameof(Coefficient)); } = 0.001;

    /// <summary>How β changes. <value>Not at all.</value></summary>
    public KlController Controller { get; init; } = new ConstantKl();

    /// <summary>How the divergence is estimated. <value>K1 (RL4LMs); GRPO takes K3.</value></summary>
    public KlEstimator Estimator { get; init; } = KlEstimator.K1;

    /// <summary>Where it is charged. <value>In the reward (RL4LMs).</value></summary>
    public KlPlace Place { get; init; } = KlPlace.Reward;
}
