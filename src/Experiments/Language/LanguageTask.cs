using VanishingGradients.Analysis.Census;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models.Language;
using VanishingGradients.Text;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Language;

/// <summary>What a language model is trained on, and how it is judged.</summary>
public abstract class LanguageTask
{
    /// <summary>The tokenizer of its texts.</summary>
    public abstract ITokenizer Tokenizer { get; }

    /// <summary>The texts of pretraining; empty where there are none.</summary>
    public abstract IReadOnlyList<LanguageExample> Pretraining { get; }

    /// <summary>The inputs of finetuning with their reference completions.</summary>
    public abstract IReadOnlyList<LanguageExample> Prompts { get; }

    /// <summary>The prompts with their reward, as reinforcement finetuning takes them.</summary>
    public abstract LanguageInputs Inputs { get; }

    /// <summary>The reward mean and std of every prompt under a policy.</summary>
    /// <param name="model">The policy; it is not changed.</param>
    /// <param name="streams">Random streams, for tasks whose completions have to be sampled.</param>
    /// <param name="cancellation">Stops it.</param>
    public abstract InputCensus Census(LanguageModel model, RandomStreams streams, CancellationToken cancellation = default);
}
