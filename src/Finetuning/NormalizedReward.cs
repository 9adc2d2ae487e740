using VanishingGradients.Data;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Reinforcement finetuning whose gradient is divided by the reward std of its input: ∇V(x) / (STD(x) + ε), exact expectations.</summary>
/// <remarks>
/// What GRPO's advantages (Shao et al. 2024) tend to as the group grows. The std counts as a constant: no gradient flows through it. The value of the
/// objective is V/(STD + ε), which only helps to read a log: what is followed is the gradient.
/// </remarks>
public sealed class NormalizedReward : Objective
{
    /// <inheritdoc />
    public override string Name => "RFT / std";

    /// <inheritdoc />
    public override bool IsMaximised => true;

    /// <summary>ε, in units of reward. <value>1e-6 (verl, GRPO).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Epsilon { get; init => field = OptionCheck.Positive(value, nameof(Epsilon)); } = 1e-6;

    /// <inheritdoc />
    public override Tensor PerInput(PolicyBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var mean = (batch.Probabilities * batch.Rewards).sum(-1);
        var fixedPolicy = batch.Probabilities.detach();
        var std = (fixedPolicy * (batch.Rewards - mean.detach().unsqueeze(-1)).square()).sum(-1).sqrt();
        return mean / (std + Epsilon);
    }
}
