using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Data;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>GRPO: the reward of an episode, brought to mean 0 and std 1 within its group; see <see cref="GroupAdvantages.Normalized"/>.</summary>
public sealed record GroupNormalizedAdvantage : AdvantageOptions
{
    /// <summary>Of the std. <value>One (verl).</value></summary>
    public Ddof Ddof { get; init; } = Ddof.One;

    /// <summary>Added to the std. <value>1e-6 (verl).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Epsilon { get; init => field = OptionCheck.Positive(value, nameof(Epsilon)); } = 1e-6;

    internal override bool ComparesGroup => true;

    internal override double[] Of(Rollout rollout, double[] rewards) =>
        rollout.OfEpisodes(GroupAdvantages.Normalized(rollout.Returns(rewards), rollout.Groups, Ddof, Epsilon));
}
