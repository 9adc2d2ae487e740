namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>How the entropy of an entropy bonus is had.</summary>
public enum EntropyEstimate
{
    /// <summary>Summed over all actions.</summary>
    Exact,

    /// <summary>−ln p of the action taken (RL4LMs' enforce_token_entropy_reg_estimate).</summary>
    Sampled,
}
