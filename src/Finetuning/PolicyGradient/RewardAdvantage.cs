namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>REINFORCE (Williams 1992): the reward of the episode, for each of its actions, less a baseline.</summary>
public sealed record RewardAdvantage : AdvantageOptions
{
    /// <summary>The baseline. <value>None (paper's code).</value></summary>
    public RewardBaseline Baseline { get; init; } = RewardBaseline.None;

    internal override double[] Of(Rollout rollout, double[] rewards)
    {
        var returns = rollout.Returns(rewards);
        var baseline = Baseline == RewardBaseline.Mean ? returns.Average() : 0;
        return rollout.OfEpisodes([.. returns.Select(value => value - baseline)]);
    }
}
