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
            if (Problem(prompts[i]) is { } problem)
                throw new PromptException(i, problem);
        }
    }

    /// <summary>What is wrong with a prompt, and what to do; null for nothing.</summary>
    internal string? Problem(int[] prompt)
    {
        if (prompt.Length == 0)
            return "it is empty; begin it with the model's beginning id.";
        if (prompt.AsSpan().IndexOfAnyExceptInRange(0, model.Vocabulary - 1) is >= 0 and var place)
            return $"id {prompt[place]} at place {place} is outside of the vocabulary 0..{model.Vocabulary - 1}; is it from another tokenizer?";
        var positions = prompt.Length + (long)(model.DecoderStart is null ? options.MaxNewTokens : 0);
        return positions > model.Context
            ? $"its {prompt.Length} ids and {options.MaxNewTokens} new tokens are too long for a context of {model.Context}; "
                + "cut it off or ask for fewer new tokens."
            : null;
    }
}
