namespace VanishingGradients.Text.Generation;

/// <summary>One token, as soon as it is generated.</summary>
/// <param name="Prompt">Place of its prompt among the given ones.</param>
/// <param name="Id">The id.</param>
/// <param name="LogProbability">See <see cref="Completion.LogProbabilities"/>.</param>
public readonly record struct GeneratedToken(int Prompt, int Id, double LogProbability);
