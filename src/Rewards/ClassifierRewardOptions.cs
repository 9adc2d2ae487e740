using VanishingGradients.Data;
using VanishingGradients.Text;

namespace VanishingGradients.Rewards;

/// <summary>How a classifier judges texts: pure data. The defaults are those of the paper's sentiment reward (IMDB; RL4LMs).</summary>
public sealed record ClassifierRewardOptions
{
    /// <summary>What it reads. <value>Prompt and completion (RL4LMs).</value></summary>
    public JudgedText Judged { get; init; } = JudgedText.PromptAndCompletion;

    /// <summary>Most ids of a text, the special ones included; at least 1. Null for as many as the classifier has positions.
    /// <value>null (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaxTokens { get; init => field = value is { } most ? OptionCheck.AtLeastOne(most, nameof(MaxTokens)) : null; }

    /// <summary>Which side of a longer text is dropped; special ids at its ends stay. <value>Left, so that the completion is read
    /// (RL4LMs).</value></summary>
    public TruncatedSide Truncation { get; init; } = TruncatedSide.Left;

    /// <summary>Most texts of one forward pass; at least 1. It decides on memory and speed only. <value>64 (the kit's choice).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int BatchSize { get; init => field = OptionCheck.AtLeastOne(value, nameof(BatchSize)); } = 64;
}
