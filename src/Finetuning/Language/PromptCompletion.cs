namespace VanishingGradients.Finetuning.Language;

/// <summary>A prompt with one reference completion: what a step of supervised finetuning counts.</summary>
/// <param name="Prompt">Ids of the prompt.</param>
/// <param name="Completion">Ids of the completion.</param>
internal sealed record PromptCompletion(int[] Prompt, int[] Completion)
{
    /// <summary>Tokens in all.</summary>
    internal int Length => Prompt.Length + Completion.Length;

    /// <summary>Tokens that have a label.</summary>
    internal int Labels(LossTokens tokens) => tokens == LossTokens.All ? Length - 1 : Completion.Length;

    /// <summary>One pair for every reference completion.</summary>
    internal static PromptCompletion[] Of(IEnumerable<LanguageExample> examples) =>
        [.. examples.SelectMany(example => example.Completions.Select(completion => new PromptCompletion(example.Prompt, completion)))];
}
