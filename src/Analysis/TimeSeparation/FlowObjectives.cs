using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>Logit velocities of the objectives whose times are compared. Rewards and labels are checked against the policy at every
/// evaluation.</summary>
public static class FlowObjectives
{
    /// <summary>Reinforcement finetuning, gradient ascent on the expected reward: dz/dt = p ⊙ (r - V).</summary>
    /// <param name="rewards">K finite rewards.</param>
    public static LogitVelocity ExpectedReward(double[] rewards) =>
        (policy, velocity) => LogitGradients.ExpectedReward(policy, rewards).CopyTo(velocity);

    /// <summary>Supervised finetuning, gradient descent on -ln p(label): dz/dt = e_label - p.</summary>
    /// <param name="label">The index of the target output.</param>
    public static LogitVelocity Supervised(int label) => (policy, velocity) =>
    {
        var gradient = LogitGradients.SupervisedLoss(policy, label);
        for (var k = 0; k < gradient.Length; k++)
            velocity[k] = -gradient[k];
    };

    /// <summary>The expected-reward gradient divided by the reward std, as group-normalised advantages do for large groups; 0 where the std
    /// is 0.</summary>
    /// <param name="rewards">K finite rewards.</param>
    public static LogitVelocity ExpectedRewardOverStd(double[] rewards) => (policy, velocity) =>
    {
        var std = ExactRewardStatistics.Of(policy, rewards).Std;
        var gradient = LogitGradients.ExpectedReward(policy, rewards);
        for (var k = 0; k < gradient.Length; k++)
            velocity[k] = std == 0 ? 0 : gradient[k] / std;
    };

    /// <summary>The natural policy gradient of the expected reward: dz/dt = r - mean r over outputs, whatever the policy.</summary>
    /// <remarks>The Fisher matrix of the logits is F = diag(p) - ppᵀ and ∇V = F r, so F⁺ ∇V is r less its plain mean, F having the null
    /// vector 1.</remarks>
    /// <param name="rewards">K finite rewards.</param>
    public static LogitVelocity NaturalGradient(double[] rewards) => (policy, velocity) =>
    {
        Require.PerOutput(rewards, policy.OutputCount);
        var mean = rewards.Average();
        for (var k = 0; k < rewards.Length; k++)
            velocity[k] = rewards[k] - mean;
    };
}
