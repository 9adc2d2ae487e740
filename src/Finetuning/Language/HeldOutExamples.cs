namespace VanishingGradients.Finetuning.Language;

/// <summary>Examples that a training is evaluated on, and how.</summary>
/// <param name="Examples">At least one.</param>
/// <param name="Reward">How the mean reward is measured; null for not at all.</param>
public sealed record HeldOutExamples(IReadOnlyList<LanguageExample> Examples, HeldOutReward? Reward = null);
