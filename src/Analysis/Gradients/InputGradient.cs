using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.Gradients;

/// <summary>One input under a policy with enumerable outputs: exact reward statistics and the Euclidean norms of its gradients over all
/// parameters.</summary>
/// <param name="Rewards">Mean and std of the reward under the policy, over the full distribution.</param>
/// <param name="ExpectedReward">‖∇V(x)‖, the gradient that RFT follows.</param>
/// <param name="Supervised">‖∇(−Σ_y t(y) ln p(y))‖, the gradient of the SFT loss.</param>
/// <param name="Surrogate">‖∇(J − β KL(p ‖ p̄))‖, the gradient of the PPO surrogate with its KL penalty.</param>
/// <param name="Entropy">Norm of the gradient of the policy's entropy.</param>
/// <param name="JacobianNorm">γ(x), the spectral norm of the Jacobian of the logits.</param>
/// <param name="RolloutRewards">Mean and std of the reward under the rollout policy.</param>
/// <param name="TotalVariation">Distance of the policy from the rollout policy, from 0 to 1.</param>
/// <param name="OutputCount">The number K of outputs.</param>
public sealed record InputGradient(
    ExactRewardStatistics Rewards, double ExpectedReward, double Supervised, double Surrogate, double Entropy,
    double JacobianNorm, ExactRewardStatistics RolloutRewards, double TotalVariation, int OutputCount);
