namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>The policy does not give its own rollout the log-probabilities that the rollout noted, though no step lies between.</summary>
/// <param name="message">The transition, both log-probabilities and usual causes.</param>
public sealed class RolloutMismatchException(string message) : Exception(message);
