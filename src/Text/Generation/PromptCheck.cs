using VanishingGradients.Models.Language;

namespace VanishingGradients.Text.Generation;

/// <summary>Refuses prompts that a model cannot continue.</summary>
internal sealed class PromptCheck(LanguageModel model, GenerationOptions options)
{
    /// <exception cref="PromptException">One is empty, too long, or holds an id outside of the vocabulary.</exception>
    internal void Require(IReadOnlyList<int[]> prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        for (var i = 0; i < prompts.Count; i++)
        {
            var prompt = prompts[i];
            if (prompt.Length == 0)
                throw new PromptException(i, "it is empty; begin it with the model's beginning id.");
            if (prompt.AsSpan().IndexOfAnyExceptInRange(0, model.Vocabulary - 1) is >= 0 and var place)
            {
                throw new PromptException(
                    i, $"id {prompt[place]} at place {place} is outside of the vocabulary 0..{model.Vocabulary - 1}; is it from another tokenizer?");
            }

            var positions = prompt.Length + (model.DecoderStart is null ? options.MaxNewTokens : 0);
            if (positions > model.Context)
            {
                throw new PromptException(
                    i,
                    $"its {prompt.Length} ids and {options.MaxNewTokens} new tokens are too long for a context of {model.Context}; "
                    + "cut it off or ask for fewer new tokens.");
            }
        }
    }
}
