namespace VanishingGradients.Finetuning.Language;

/// <summary>A <see cref="RolloutSample"/> of one step.</summary>
internal sealed record JournalSample(long Step, int Input, string Prompt, string Completion, double Reward) : IJournalRow;
