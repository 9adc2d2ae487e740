using VanishingGradients.Analysis.Monitor;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Data;

namespace VanishingGradients.Finetuning.Language;

/// <summary>How a run measures rewards and gradients prompt by prompt: the same few prompts again and again, several completions each.</summary>
/// <remarks>All numbers are the kit's choice unless a source is named.</remarks>
public sealed record RewardProbeOptions
{
    /// <summary>Prompts, drawn once for the run; all where there are no more. <value>8.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Prompts { get; init => field = OptionCheck.AtLeastOne(value, nameof(Prompts)); } = 8;

    /// <summary>Completions of each. <value>10 (paper, appendix C).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 2.</exception>
    public int Completions
    {
        get;
        init => field = value >= 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Completions), value, $"{nameof(Completions)} must be at least 2: one reward has no std.");
    } = 10;

    /// <summary>A prompt vanishes when its reward std is at most this, in units of reward. <value>0.01, the smallest of three thresholds of a
    /// census.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public double Epsilon { get; init => field = OptionCheck.NotNegative(value, nameof(Epsilon)); } = 0.01;

    /// <summary>Prompts whose reward std is at most this make up the small reward-std group of the gradient norms. <value>0.1, the largest of
    /// these thresholds.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public double SmallStd { get; init => field = OptionCheck.NotNegative(value, nameof(SmallStd)); } = 0.1;

    /// <summary>Reward-std buckets in which gradient norms are averaged too. <value>Up to 0.01, 0.05, 0.1, the three thresholds of a census, and
    /// above.</value></summary>
    public StdBuckets StdBuckets { get; init; } = new([0.01, 0.05, 0.1]);

    /// <summary>Delta degrees of freedom of the std. <value>One.</value></summary>
    public Ddof Ddof { get; init; } = Ddof.One;

    /// <summary>The first of the prompts whose completions a <see cref="PromptJournal"/> keeps, at most. <value>4.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int SamplePrompts { get; init => field = OptionCheck.AtLeastOne(value, nameof(SamplePrompts)); } = 4;

    /// <summary>The completions of each that it keeps, at most. <value>3.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int SampleCompletions { get; init => field = OptionCheck.AtLeastOne(value, nameof(SampleCompletions)); } = 3;
}
