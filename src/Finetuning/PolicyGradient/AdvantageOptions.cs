using System.Text.Json.Serialization;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>How much better than expected an action was: what its log-probability is weighted with.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(GaeAdvantage), "gae")]
[JsonDerivedType(typeof(GroupNormalizedAdvantage), "group-normalized")]
[JsonDerivedType(typeof(GroupCentredAdvantage), "group-centred")]
[JsonDerivedType(typeof(LeaveOneOutAdvantage), "leave-one-out")]
[JsonDerivedType(typeof(RewardAdvantage), "reward")]
public abstract record AdvantageOptions
{
    /// <summary>Whether an episode is compared with others of the same input, so that there must be at least two.</summary>
    internal virtual bool ComparesGroup => false;

    /// <summary>The advantage of every transition of a rollout.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="rewards">Reward of every transition, with the KL penalty where it is charged in the reward.</param>
    internal abstract double[] Of(Rollout rollout, double[] rewards);
}
