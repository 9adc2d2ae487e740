namespace VanishingGradients.Finetuning.Language;

/// <summary>An input of a language task as ids: what finetuning of either kind reads.</summary>
/// <param name="Prompt">The input x: ids of the prompt, at least one.</param>
/// <param name="Completions">Ids of every reference completion, the end included where completions are to end; supervised finetuning makes one
/// pair of each (paper, appendix C; RL4LMs), reinforcement finetuning needs none.</param>
/// <param name="Text">What the ids were made from; null where they were made without text.</param>
public sealed record LanguageExample(int[] Prompt, IReadOnlyList<int[]> Completions, PromptText? Text = null);
