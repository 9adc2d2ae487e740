namespace VanishingGradients.Finetuning.Language;

/// <summary>A completion that a policy wrote and what it got for it.</summary>
/// <param name="Input">Position of the prompt among all.</param>
/// <param name="Prompt">The prompt's text.</param>
/// <param name="Completion">The completion's text, without special tokens.</param>
/// <param name="Reward">Its reward.</param>
public sealed record RolloutSample(int Input, string Prompt, string Completion, double Reward);
