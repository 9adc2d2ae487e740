using VanishingGradients.Data;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Generalised advantage estimation with a value network of its own; see <see cref="Gae"/>.</summary>
public sealed record GaeAdvantage : AdvantageOptions
{
    /// <summary>γ. <value>0.99 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public double Discount { get; init => field = OptionCheck.Share(value, nameof(Discount)); } = 0.99;

    /// <summary>λ. <value>0.95 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public double Lambda { get; init => field = OptionCheck.Share(value, nameof(Lambda)); } = 0.95;

    /// <summary>Optimiser of the value network; null for that of the policy. <value>null (RL4LMs).</value></summary>
    public OptimizerOptions? ValueOptimizer { get; init; }

    /// <summary>Widths of the hidden layers of a value network for enumerable inputs; a language model's value network is a copy of the language model and
    /// ignores them. <value>One layer of 64, the kit's choice.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">A width below 1.</exception>
    public IReadOnlyList<int> ValueHidden { get; init => field = [.. value.Select(width => OptionCheck.AtLeastOne(width, nameof(ValueHidden)))]; } = [64];

    /// <summary>Farthest a value may move from that of the rollout within one iteration, before its error is taken; null for anywhere. <value>null
    /// (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double? ValueClip { get; init => field = value is { } clip ? OptionCheck.Positive(clip, nameof(ValueClip)) : null; }

    internal override double[] Of(Rollout rollout, double[] rewards) =>
        Gae.Advantages(rewards, rollout.Values!, rollout.EpisodeStarts, rollout.NextValue, Discount, Lambda);
}
