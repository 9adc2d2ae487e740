namespace VanishingGradients.Experiments.Sweeps;

/// <summary>A run that failed.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Error">What it said.</param>
public sealed record SweepFailure(string Run, string Error);
