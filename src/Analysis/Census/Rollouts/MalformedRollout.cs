namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>A row of a rollout file that cannot be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">Line in the file, from 1; the row number in a Parquet file.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Value">The offending value, shortened; null when there is none.</param>
public sealed record MalformedRollout(string Path, long Line, string Problem, string? Value);
