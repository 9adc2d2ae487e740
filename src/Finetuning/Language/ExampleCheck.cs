using VanishingGradients.Models.Language;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Refuses examples before anything is trained on them.</summary>
internal static class ExampleCheck
{
    /// <exception cref="LanguageExampleException">One has no completion, an empty one, too many tokens, or an id outside of the
    /// vocabulary.</exception>
    /// <exception cref="ArgumentException">There is no example, or the model has no labels on prompts.</exception>
    internal static void Require(LanguageModel model, IReadOnlyList<LanguageExample> examples, LossTokens tokens)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Count == 0)
        {
            throw new ArgumentException("There is no example; at least one is needed.", nameof(examples));
        }

        if (tokens == LossTokens.All && model.DecoderStart is not null)
        {
            throw new ArgumentException(
                $"{nameof(LossTokens)}.{LossTokens.All} asks for labels on prompts, but '{model.GetName()}' encodes its prompts and predicts " +
                $"completions only; use {nameof(LossTokens)}.{LossTokens.Completion}.");
        }

        for (var i = 0; i < examples.Count; i++)
        {
            if (Problem(model, examples[i]) is { } problem)
            {
                throw new LanguageExampleException(i, problem);
            }
        }
    }

    private static string? Problem(LanguageModel model, LanguageExample example)
    {
        if (example.Prompt.Length == 0)
        {
            return "its prompt is empty; begin it with the model's beginning id.";
        }

        if (example.Completions.Count == 0)
        {
            return "it has no reference completion; supervised finetuning needs one.";
        }

        if (model.DecoderStart is null && example.Prompt.Length >= model.Context)
        {
            return $"its prompt of {example.Prompt.Length} ids leaves no room in a context of {model.Context}; " +
                $"set {nameof(ExampleEncoding)}.{nameof(ExampleEncoding.MaxPromptTokens)}.";
        }

        return Outside(model, "prompt", example.Prompt)
            ?? example.Completions.Select(completion => Problem(model, example.Prompt, completion)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Problem(LanguageModel model, int[] prompt, int[] completion)
    {
        if (completion.Length == 0)
        {
            return "its completion is empty; it needs at least one token, for example the end.";
        }

        return model.DecoderStart is null && prompt.Length + completion.Length > model.Context
            ? $"its {prompt.Length} ids of prompt and {completion.Length} of completion are too long for a context of {model.Context}; " +
                $"set the limits of {nameof(ExampleEncoding)}."
            : Outside(model, "completion", completion);
    }

    private static string? Outside(LanguageModel model, string part, int[] ids) =>
        ids.AsSpan().IndexOfAnyExceptInRange(0, model.Vocabulary - 1) is >= 0 and var place
            ? $"id {ids[place]} at place {place} of its {part} is outside of the vocabulary 0..{model.Vocabulary - 1} of '{model.GetName()}'; " +
                "is it from another tokenizer?"
            : null;
}
