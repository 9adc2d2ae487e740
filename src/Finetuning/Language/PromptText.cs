namespace VanishingGradients.Finetuning.Language;

/// <summary>A prompt and what an ideal policy might answer, as text.</summary>
/// <param name="Prompt">The text that a completion follows.</param>
/// <param name="References">Reference completions, for supervised finetuning and for rewards that compare with them; none where only a
/// reward judges.</param>
public sealed record PromptText(string Prompt, IReadOnlyList<string> References);
