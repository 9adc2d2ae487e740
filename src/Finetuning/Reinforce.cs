using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>REINFORCE (Williams 1992) with one sampled output ŷ per input and no baseline: the gradient of r(x, ŷ) ln p(ŷ|x) estimates
/// that of V(x).</summary>
public sealed class Reinforce : Objective
{
    /// <inheritdoc />
    public override string Name => "REINFORCE";

    /// <inheritdoc />
    public override bool IsMaximised => true;

    /// <inheritdoc />
    public override bool NeedsSamples => true;

    /// <inheritdoc />
    public override Tensor PerInput(PolicyBatch batch) => Sampled(batch, batch.Rewards) * Sampled(batch, batch.LogProbabilities);

    /// <summary>The sampled penalty ln p(ŷ) − ln q(ŷ), as the paper's code charges it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="reference">ln q(y|x), shape [B, K].</param>
    public override Tensor KlPerInput(PolicyBatch batch, Tensor reference) =>
        Sampled(batch, batch.LogProbabilities) - Sampled(batch, reference);

    private static Tensor Sampled(PolicyBatch batch, Tensor table)
    {
        var samples = batch.Samples ?? throw new InvalidOperationException("REINFORCE needs sampled outputs, but the batch has none.");
        return table.gather(-1, samples.unsqueeze(-1)).squeeze(-1);
    }
}
