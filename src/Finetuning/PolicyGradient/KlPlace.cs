namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Where a KL penalty is charged.</summary>
public enum KlPlace
{
    /// <summary>Taken off the reward of every transition, with the policy of the rollout (Ziegler et al. 2019, RL4LMs).</summary>
    Reward,

    /// <summary>Added to the loss, with the policy as it is being changed (GRPO).</summary>
    Loss,
}
