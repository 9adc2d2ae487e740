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
/// <param name="Theorem1">The norm of the expected-reward gradient against <see cref="ExpectedRewardBounds.Theorem1"/>.</param>
/// <param name="Linear">The same against <see cref="ExpectedRewardBounds.Sequence"/>, which for L = 1 is the single-token bound.</param>
/// <param name="Fisher">The same against <see cref="ExpectedRewardBounds.Fisher"/>.</param>
public sealed record EnsembleMember(
    EnsembleReward Reward,
    int OutputCount,
    int Length,
    double LogitScale,
    double Gamma,
    double Mean,
    double Std,
    double SupervisedNorm,
    BoundCheck Theorem1,
    BoundCheck Linear,
    BoundCheck Fisher)
{
    /// <summary>The norm of the expected-reward gradient.</summary>
    public double GradientNorm => Linear.Norm;
}
