using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>What the rollout knows of the B transitions of one step; float64, shape [B], without graphs.</summary>
/// <param name="LogProbabilities">ln p̄(a|s) of the rollout policy.</param>
/// <param name="Advantages">A.</param>
/// <param name="Returns">What the value network is fitted to; null where there is none.</param>
/// <param name="Values">V(s) at the rollout; null where there is no value network.</param>
/// <param name="ReferenceLogProbabilities">ln q(a|s); null where there is no reference policy.</param>
/// <param name="Weights">What each transition counts in a mean; null for 1 each.</param>
public sealed record Minibatch(
    Tensor LogProbabilities,
    Tensor Advantages,
    Tensor? Returns = null,
    Tensor? Values = null,
    Tensor? ReferenceLogProbabilities = null,
    Tensor? Weights = null);
