namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>How the losses of transitions become one number.</summary>
public enum LossAggregation
{
    /// <summary>Every transition counts alike (PPO, DAPO).</summary>
    TransitionMean,

    /// <summary>Every episode counts alike, however long (GRPO's 1/|o|).</summary>
    EpisodeMean,

    /// <summary>The mean over episodes of the sum over an episode's transitions divided by a constant: 1/E Σ_e 1/C Σ_t ℓ_et, where C is
    /// <see cref="IActorCritic.LongestEpisode"/>, the generation budget (Dr. GRPO, Liu et al. 2025, the MAX_TOKENS of their listing). Every transition counts
    /// alike whatever the lengths of the others are.</summary>
    EpisodeBudget,
}
