using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>
/// The clipped PPO surrogate (Schulman et al. 2017) for outputs of one step, its expectation exact: maximise
/// J(x) = Σ_y p̄(y) min(ρ A, clip(ρ, 1 − ε, 1 + ε) A) with ρ = p/p̄, A = r − V̄ and V̄ = Σ_y p̄(y) r(y) under the rollout policy p̄.
/// </summary>
/// <remarks>
/// The trainer freezes p̄ at the start of every PPO iteration (<see cref="TrainerOptions.EpochsPerRollout"/>). Where p = p̄ the gradient is
/// that of <see cref="ExpectedReward"/>. Advantages are not divided by their std, and V̄ is exact, so there is no value network.
/// </remarks>
public sealed class PpoSurrogate : Objective
{
    /// <summary>The surrogate with a clip range.</summary>
    /// <param name="clip">See <see cref="Clip"/>.</param>
    public PpoSurrogate(double clip = 0.2) => Clip = clip;

    /// <summary>ε, strictly between 0 and 1. <value>0.2 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
    public double Clip
    {
        get;
        init => field = value is > 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Clip), value, $"{nameof(Clip)} must lie strictly between 0 and 1.");
    }

    /// <inheritdoc />
    public override string Name => "PPO";

    /// <inheritdoc />
    public override bool IsMaximised => true;

    /// <inheritdoc />
    public override bool NeedsRollout => true;

    /// <inheritdoc />
    public override Tensor PerInput(PolicyBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var rollout = batch.RolloutLogProbabilities?.exp() ??
            throw new InvalidOperationException("The PPO surrogate needs the log-probabilities of the rollout policy, but the batch has none.");
        var advantages = batch.Rewards - (rollout * batch.Rewards).sum(-1, keepdim: true);

        // p̄ multiplied into both terms of the minimum: p̄ρ = p, so no ratio can overflow.
        var clipped = batch.Probabilities.clamp(rollout * (1 - Clip), rollout * (1 + Clip));
        return minimum(batch.Probabilities * advantages, clipped * advantages).sum(-1);
    }
}
