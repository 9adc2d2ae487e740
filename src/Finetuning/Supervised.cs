using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Supervised finetuning: minimise the cross-entropy −Σ_y t(y|x) ln p(y|x); for a label y* this is −ln p(y*|x).</summary>
public sealed class Supervised : Objective
{
    /// <inheritdoc />
    public override string Name => "SFT";

    /// <inheritdoc />
    public override bool IsMaximised => false;

    /// <inheritdoc />
    public override Tensor PerInput(PolicyBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return -(batch.Targets * batch.LogProbabilities).sum(-1);
    }
}
