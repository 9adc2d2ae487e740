using VanishingGradients.Text.Generation;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The rewards r(x, y) of completions.</summary>
/// <param name="examples">The inputs x.</param>
/// <param name="completions">A completion y of each.</param>
/// <returns>One finite reward for each.</returns>
public delegate IReadOnlyList<double> CompletionRewards(IReadOnlyList<LanguageExample> examples, IReadOnlyList<Completion> completions);
