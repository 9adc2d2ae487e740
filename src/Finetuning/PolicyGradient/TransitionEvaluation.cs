using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>What the policy and the value network as they are now say of B transitions; float64, shape [B], with graphs.</summary>
/// <param name="LogProbabilities">ln p(a_t|s_t).</param>
/// <param name="Entropies">Entropy of p(·|s_t) over all actions, in nats.</param>
/// <param name="Values">V(s_t); null where there is no value network. Its graph shares no parameter with the policy's.</param>
public sealed record TransitionEvaluation(Tensor LogProbabilities, Tensor Entropies, Tensor? Values);
