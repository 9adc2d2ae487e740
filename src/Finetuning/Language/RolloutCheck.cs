using VanishingGradients.Models.Language;
using VanishingGradients.Text.Generation;
using VanishingGradients.Text.Pretrained;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Refuses what a model cannot write completions of, before anything is trained or sampled.</summary>
internal static class RolloutCheck
{
    /// <summary>Checks prompts, tokenizer and end id.</summary>
    /// <returns>The options, with the tokenizer's end where they have none: a completion ends where the model says so, as in Hugging Face.</returns>
    /// <exception cref="LanguageExampleException">A prompt is empty, too long with its completion, or holds an id outside of the vocabulary.</exception>
    /// <exception cref="ArgumentException">The tokenizer is of another model, or its end is not that of the options.</exception>
    internal static GenerationOptions Require(LanguageModel model, LanguageInputs inputs, GenerationOptions generation)
    {
        TokenizerFit.Require(inputs.Tokenizer, model);
        var complete = generation with { EndId = generation.EndId ?? inputs.Tokenizer.Special.End };
        if (inputs.Tokenizer.Special.End is { } end && complete.EndId != end)
        {
            throw new ArgumentException(
                $"{nameof(GenerationOptions)}.{nameof(generation.EndId)} is {complete.EndId}, but the tokenizer ends texts with {end}; give that one, or null for it.");
        }

        if (generation.Decoding.MinNewTokens is { } least && least.EndId != complete.EndId)
        {
            throw new ArgumentException(
                $"{nameof(generation.Decoding.MinNewTokens)} holds back the id {least.EndId}, but completions end with {complete.EndId}; give it that one.");
        }

        var check = new PromptCheck(model, complete);
        foreach (var (example, prompt) in inputs.Prompts.Index())
        {
            if (check.Problem(prompt) is { } problem)
            {
                throw new LanguageExampleException(example, $"its prompt cannot be continued: {problem}");
            }
        }

        return complete;
    }
}
