namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Dr. GRPO: the reward of an episode less the mean of its group; see <see cref="GroupAdvantages.Centred"/>.</summary>
public sealed record GroupCentredAdvantage : AdvantageOptions
{
    internal override bool ComparesGroup => true;

    internal override double[] Of(Rollout rollout, double[] rewards) =>
        rollout.OfEpisodes(GroupAdvantages.Centred(rollout.Returns(rewards), rollout.Groups));
}
