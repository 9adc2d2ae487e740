using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>The loss −A ln p(a|s), whose gradient is the plain policy gradient as long as p is the rollout policy (REINFORCE, A2C, RLOO).</summary>
public sealed record LogProbabilityLoss : PolicyLoss
{
    /// <inheritdoc />
    public override Tensor PerTransition(Tensor logProbabilities, Tensor rollout, Tensor advantages) => -(logProbabilities * advantages);
}
