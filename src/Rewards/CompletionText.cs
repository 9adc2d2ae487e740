namespace VanishingGradients.Rewards;

/// <summary>What a reward on text judges.</summary>
/// <param name="Prompt">The prompt x.</param>
/// <param name="Completion">The completion y, without special tokens.</param>
/// <param name="References">Reference completions to compare with; none where the reward needs none.</param>
public sealed record CompletionText(string Prompt, string Completion, IReadOnlyList<string> References);
