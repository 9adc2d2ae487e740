namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>What is taken off a reward before it weights a log-probability.</summary>
public enum RewardBaseline
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The mean reward of the rollout's episodes.</summary>
    Mean,
}
