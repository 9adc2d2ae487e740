namespace VanishingGradients.Analysis.Census;

/// <summary>What is known of an input beside its numbers.</summary>
[Flags]
public enum InputFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its finetuning label lies outside its pretraining label set: the small-reward-std group of the controlled
    /// experiments.</summary>
    Relabelled = 1,

    /// <summary>All its completions are one and the same text: the policy is near-deterministic here, one of the two ways to a std of
    /// 0.</summary>
    IdenticalCompletions = 2,
}
