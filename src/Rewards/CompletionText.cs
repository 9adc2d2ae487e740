namespace VanishingGradients.Rewards;

/// <summary>What a reward on text judges.</summary>
/// <param name="Prompt">The prompt x.</param>
/// <param name="Completion">The completion y, without special tokens.</param>
/// <param name="References">Reference completions to compare with; none where the reward needs none.</param>
public sealed record CompletionText(string Prompt, string Completion, IReadOnlyList<string> References)
{
    /// <summary>The prompt and what follows it, as one text. A completion by itself may lack the space that parts it from its prompt, which many
    /// tokenizers do not write before the first word. <value>Prompt and completion.</value></summary>
    public string Text { get => field ?? Prompt + Completion; init; }
}
