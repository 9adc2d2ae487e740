namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>RLOO: the reward of an episode less the mean of the others of its group; see <see cref="GroupAdvantages.LeaveOneOut"/>.</summary>
public sealed record LeaveOneOutAdvantage : AdvantageOptions
{
    internal override bool ComparesGroup => true;

    internal override double[] Of(Rollout rollout, double[] rewards) =>
        rollout.OfEpisodes(GroupAdvantages.LeaveOneOut(rollout.Returns(rewards), rollout.Groups));
}
