namespace VanishingGradients.Experiments.Sweeps;

/// <summary>A sweep cannot be created, read or launched as asked.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class SweepException(string message) : InvalidOperationException(message);
