namespace VanishingGradients.Finetuning;

/// <summary>A training run produced a value that is not finite.</summary>
/// <param name="message">The metric, its value, the epoch and what to change.</param>
public sealed class DivergedException(string message) : Exception(message);
