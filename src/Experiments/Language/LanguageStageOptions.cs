using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Language;

/// <summary>One stage of a language run.</summary>
public sealed record LanguageStageOptions
{
    /// <summary>Name of the stage and of its metrics file and random streams, such as "sft" or "rft".</summary>
    /// <exception cref="ArgumentException">Other characters than small letters, digits and hyphens, or "pretraining".</exception>
    public required string Name { get; init => field = StageName.Check(value); }

    /// <summary>How the model is finetuned.</summary>
    public required LanguageMethod Method { get; init; }
}
