namespace VanishingGradients.Text.Generation;

/// <summary>A completion of beam search that has not ended.</summary>
/// <param name="Ids">Its ids.</param>
/// <param name="LogProbability">Of all new tokens together.</param>
/// <param name="Parent">Place of the beam it continues among those of its prompt.</param>
internal sealed record RunningBeam(DecodedIds Ids, double LogProbability, int Parent);
