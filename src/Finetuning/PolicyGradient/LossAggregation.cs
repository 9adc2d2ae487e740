namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>How the losses of transitions become one number.</summary>
public enum LossAggregation
{
    /// <summary>Every transition counts alike (PPO, DAPO).</summary>
    TransitionMean,

    /// <summary>Every episode counts alike, however long (GRPO's 1/|o|).</summary>
    EpisodeMean,
}
