namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>One action of an episode.</summary>
/// <param name="Episode">The episode.</param>
/// <param name="Position">t, from 0 to T − 1.</param>
public readonly record struct Transition(Episode Episode, int Position);
