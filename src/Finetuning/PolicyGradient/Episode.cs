namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>One output that the rollout policy wrote for one input, action by action: a single action for a label, T tokens for a completion.</summary>
/// <remarks>
/// All numbers belong to real actions: there is no padding in an episode, so none can reach an advantage or a metric. The state before action t is the
/// input followed by the actions before t.
/// </remarks>
public sealed record Episode
{
    /// <summary>Position of the input among those of the actor-critic, from 0.</summary>
    public required int Input { get; init; }

    /// <summary>The actions: outputs or token ids, T of them, at least one.</summary>
    public required int[] Actions { get; init; }

    /// <summary>ln p̄(a_t|s_t) under the rollout policy, length T: exactly what <see cref="IActorCritic.Evaluate"/> gives for the same policy.</summary>
    public required double[] LogProbabilities { get; init; }

    /// <summary>The task's reward of every action, length T; where only the whole output is rewarded, 0 but for the last.</summary>
    public required double[] Rewards { get; init; }

    /// <summary>V(s_t) under the value network of the rollout, length T; null where there is no value network.</summary>
    public double[]? Values { get; init; }

    /// <summary>ln q(a_t|s_t) under the reference policy, length T; null where there is none.</summary>
    public double[]? ReferenceLogProbabilities { get; init; }

    /// <summary>ln p̄(a_t|s_t) that a KL penalty in the reward compares with the reference, length T; null where it is
    /// <see cref="LogProbabilities"/>. NLPO samples from a masked policy and penalises the plain one.</summary>
    public double[]? PlainLogProbabilities { get; init; }

    /// <summary>The number T of actions.</summary>
    public int Length => Actions.Length;

    /// <summary>The task's reward of the whole episode.</summary>
    public double Reward => Rewards.Sum();
}
