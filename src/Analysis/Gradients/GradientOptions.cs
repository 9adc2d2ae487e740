namespace VanishingGradients.Analysis.Gradients;

/// <summary>What the per-input gradients are taken of.</summary>
public sealed record GradientOptions
{
    /// <summary>Divides the logits before the softmax. <value>1 (official plan).</value></summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Clip range ε of the PPO surrogate, between 0 and 1. <value>0.2 (RL4LMs).</value></summary>
    public double Clip { get; init; } = 0.2;

    /// <summary>Weight β of the KL penalty that the PPO surrogate pays for leaving the rollout policy. <value>0 (the bare
    /// surrogate).</value></summary>
    public double KlCoefficient { get; init; }

    /// <summary>Logits of the rollout policy, K per input; null where it is the policy itself, as at the first inner step of PPO.
    /// <value>null.</value></summary>
    public IReadOnlyList<IReadOnlyList<double>>? RolloutLogits { get; init; }
}
