namespace VanishingGradients.Text.Generation;

/// <summary>A completion found by beam search.</summary>
/// <param name="Ids">The new ids, the end included where there is one; at least one.</param>
/// <param name="Ended">Whether the last id is the end.</param>
/// <param name="LogProbability">Σ ln π(y_t | x, y_&lt;t) over the new ids, after a repetition penalty where one is set.</param>
/// <param name="Score"><paramref name="LogProbability"/> / n^α with n new ids and the length penalty α.</param>
public sealed record BeamCompletion(int[] Ids, bool Ended, double LogProbability, double Score);
