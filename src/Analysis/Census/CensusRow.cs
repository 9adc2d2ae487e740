using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Analysis.Census;

/// <summary>One input of a census: a view made on request, the census itself holds columns.</summary>
/// <param name="Row">Row in the census, from 0.</param>
/// <param name="Input">Id of the input.</param>
/// <param name="Prompt">Its prompt; null when the census keeps none.</param>
/// <param name="Completions">Number of completions; 0 when the statistics are exact expectations.</param>
/// <param name="RewardMean">Mean reward.</param>
/// <param name="RewardStd">Reward std; NaN for a single completion.</param>
/// <param name="Ddof">Of the std; null when it is exact.</param>
/// <param name="Flags">What else is known.</param>
public readonly record struct CensusRow(
    int Row, string Input, string? Prompt, int Completions, double RewardMean, double RewardStd, Ddof? Ddof, InputFlags Flags);
