using VanishingGradients.Data;
using VanishingGradients.Text.Generation;

namespace VanishingGradients.Finetuning.Language;

/// <summary>How completions and their rewards are extracted from a model, to see reward mean and std of every input (paper, appendix
/// C).</summary>
public sealed record SampleExtractionOptions
{
    /// <summary>Inputs, drawn at random without repetition; all where there are no more. <value>5000 (paper's code).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Inputs { get; init => field = OptionCheck.AtLeastOne(value, nameof(Inputs)); } = 5000;

    /// <summary>Completions of each. <value>10 (paper's code).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Completions { get; init => field = OptionCheck.AtLeastOne(value, nameof(Completions)); } = 10;

    /// <summary>How they are sampled: as in the task's rollouts (paper's code). <value>At most 20 tokens of the policy as it is.</value></summary>
    public GenerationOptions Generation { get; init; } = new();
}
