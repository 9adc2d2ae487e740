namespace VanishingGradients.Experiments.Claims;

/// <summary>A line of the ledger: a claim, what was measured at a scale, and the verdict.</summary>
/// <param name="Claim">Id of the claim.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Measured">What was measured; null where nothing was.</param>
public sealed record LedgerEntry(string Claim, Verdict Verdict, Measured? Measured);
