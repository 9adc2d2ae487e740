namespace VanishingGradients.Analysis.Monitor;

/// <summary>The three signs by which vanishing gradients show in a run of reinforcement finetuning.</summary>
public enum FailureSignature
{
    /// <summary>A supervised run on the same inputs reaches a clearly higher mean reward.</summary>
    BehindSupervised,

    /// <summary>The smaller the reward std of an input at the start, the less its reward improves.</summary>
    StdPredictsImprovement,

    /// <summary>The mean reward is far from the highest reward and, at its present pace, will not get there.</summary>
    SlowConvergence,
}
