namespace VanishingGradients.Analysis.Bounds;

/// <summary>One random policy with its exact figures.</summary>
/// <param name="Reward">The kind of reward.</param>
/// <param name="OutputCount">The vocabulary size K.</param>
/// <param name="Length">The output length L in tokens.</param>
/// <param name="LogitScale">The standard deviation of the random logits or weights.</param>
/// <param name="Gamma">The Jacobian norm γ; 1 for one token, where the gradient is with respect to the logits.</param>
/// <param name="Mean">The value V.</param>
/// <param name="Std">The reward std.</param>
/// <param name="SupervisedNorm">The norm of the supervised gradient towards the output with the largest reward.</param>
/// <param name="Complement">1 - p(y) of that output: what supervised finetuning has left to learn.</param>
/// <param name="Theorem1">The norm of the expected-reward gradient against <see cref="ExpectedRewardBounds.Theorem1"/>.</param>
/// <param name="Linear">The same against <see cref="ExpectedRewardBounds.SingleToken"/> or
/// <see cref="ExpectedRewardBounds.Sequence"/>.</param>
/// <param name="Fisher">The same against <see cref="ExpectedRewardBounds.Fisher"/>.</param>
/// <param name="Further">All other bounds that apply: <see cref="ExpectedRewardBounds.FisherJacobian"/>; for one token
/// <see cref="ExpectedRewardBounds.SingleTokenMode"/>, <see cref="ExpectedRewardBounds.SingleTokenAbsolute"/> and both of
/// <see cref="SupervisedBounds"/>; for a one-hot reward <see cref="ExpectedRewardBounds.TwoValued"/> and, for one token,
/// <see cref="ExpectedRewardBounds.TwoValuedQuadratic"/>.</param>
public sealed record EnsembleMember(
    EnsembleReward Reward,
    int OutputCount,
    int Length,
    double LogitScale,
    double Gamma,
    double Mean,
    double Std,
    double SupervisedNorm,
    double Complement,
    BoundCheck Theorem1,
    BoundCheck Linear,
    BoundCheck Fisher,
    IReadOnlyList<BoundCheck> Further)
{
    /// <summary>The norm of the expected-reward gradient.</summary>
    public double GradientNorm => Linear.Norm;

    /// <summary>Every bound that applies against its norm.</summary>
    public IEnumerable<BoundCheck> Checks => [Theorem1, Linear, Fisher, .. Further];
}
