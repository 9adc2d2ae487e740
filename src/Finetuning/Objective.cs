using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>What a policy is trained for: one value per input, averaged over the batch.</summary>
/// <remarks>The kit's own objectives are data that a run folder can hold; one derived elsewhere is code and works in its process only.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ExpectedReward), "expected-reward")]
[JsonDerivedType(typeof(Supervised), "supervised")]
[JsonDerivedType(typeof(Reinforce), "reinforce")]
[JsonDerivedType(typeof(PpoSurrogate), "ppo-surrogate")]
[JsonDerivedType(typeof(MaximumEntropyReward), "maximum-entropy-reward")]
[JsonDerivedType(typeof(NormalizedReward), "normalized-reward")]
public abstract class Objective
{
    /// <summary>Name for figures and logs.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the value is to grow (rewards) rather than to shrink (losses).</summary>
    public abstract bool IsMaximised { get; }

    /// <summary>Whether <see cref="PolicyBatch.Samples"/> is needed.</summary>
    public virtual bool NeedsSamples => false;

    /// <summary>Whether <see cref="PolicyBatch.RolloutLogProbabilities"/> are needed: the policy of the last rollout, held fixed for several epochs.</summary>
    public virtual bool NeedsRollout => false;

    /// <summary>The objective of each input, shape [B], with a graph.</summary>
    /// <param name="batch">The batch.</param>
    public abstract Tensor PerInput(PolicyBatch batch);

    /// <summary>The penalty that KL regularisation charges each input, shape [B]: KL(p ‖ q) = Σ_y p(y) (ln p(y) − ln q(y)).</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="reference">ln q(y|x) of the reference policy, shape [B, K].</param>
    public virtual Tensor KlPerInput(PolicyBatch batch, Tensor reference)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return (batch.Probabilities * (batch.LogProbabilities - reference)).sum(-1);
    }
}
