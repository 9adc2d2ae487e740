using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Reinforcement finetuning with exact expectations: maximise V(x) = Σ_y p(y|x) r(x, y) (paper, section 2 and 4.2).</summary>
public sealed class ExpectedReward : Objective
{
    /// <inheritdoc />
    public override string Name => "RFT";

    /// <inheritdoc />
    public override bool IsMaximised => true;

    /// <inheritdoc />
    public override Tensor PerInput(PolicyBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return (batch.Probabilities * batch.Rewards).sum(-1);
    }
}
