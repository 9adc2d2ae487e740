using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>What an objective sees of a batch of B inputs with K enumerable outputs each; all tensors float64.</summary>
/// <param name="LogProbabilities">ln p(y|x) under the policy, shape [B, K], with a graph.</param>
/// <param name="Rewards">r(x, y), shape [B, K].</param>
/// <param name="Targets">Distribution that supervised finetuning imitates, shape [B, K]: one-hot for a label.</param>
/// <param name="Samples">One output per input, drawn from the policy, shape [B]; null for objectives that need none.</param>
/// <param name="RolloutLogProbabilities">ln p̄(y|x) under the rollout policy, shape [B, K], without a graph; null for objectives that need none.</param>
public sealed record PolicyBatch(Tensor LogProbabilities, Tensor Rewards, Tensor Targets, Tensor? Samples = null, Tensor? RolloutLogProbabilities = null)
{
    /// <summary>p(y|x), shape [B, K].</summary>
    public Tensor Probabilities { get; } = LogProbabilities.exp();
}
