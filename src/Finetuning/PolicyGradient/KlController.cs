using System.Text.Json.Serialization;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>How the coefficient β of a KL penalty changes from one rollout to the next.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConstantKl), "constant")]
[JsonDerivedType(typeof(ProportionalKl), "rl4lms")]
[JsonDerivedType(typeof(HorizonKl), "ziegler")]
public abstract record KlController
{
    /// <summary>The coefficient for the next rollout.</summary>
    /// <param name="coefficient">β of this rollout.</param>
    /// <param name="kl">Mean KL estimate over all actions that were drawn for the rollout, those of an episode that was cut, and after it, too (paper,
    /// appendix C; RL4LMs).</param>
    /// <param name="transitions">The number of the rollout's transitions, which end at the cut.</param>
    public abstract double Next(double coefficient, double kl, int transitions);
}
