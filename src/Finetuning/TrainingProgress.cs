namespace VanishingGradients.Finetuning;

/// <summary>Where a run stands.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="StepsPerSecond">Steps per second of wall-clock time since the start.</param>
/// <param name="Remaining">Estimated time left.</param>
/// <param name="Status">Current metrics in words.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, double StepsPerSecond, TimeSpan Remaining, string Status);
