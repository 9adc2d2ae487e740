using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>What is minimised for one transition, given its advantage.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ClippedLoss), "clipped")]
[JsonDerivedType(typeof(LogProbabilityLoss), "log-probability")]
public abstract record PolicyLoss
{
    /// <summary>The loss of each transition.</summary>
    /// <param name="logProbabilities">ln p(a|s) as it is now, shape [B], with a graph.</param>
    /// <param name="rollout">ln p̄(a|s) of the rollout policy, shape [B].</param>
    /// <param name="advantages">A, shape [B].</param>
    /// <returns>Shape [B], with a graph.</returns>
    public abstract Tensor PerTransition(Tensor logProbabilities, Tensor rollout, Tensor advantages);

    /// <summary>Whether the loss of a transition has lost its gradient or part of its weight to clipping, shape [B], bool.</summary>
    /// <param name="ratio">ρ = p/p̄, shape [B].</param>
    public virtual Tensor IsClipped(Tensor ratio) => zeros_like(ratio, ScalarType.Bool);
}
