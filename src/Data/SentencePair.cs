namespace VanishingGradients.Data;

/// <summary>Two sentences and how alike they are.</summary>
/// <param name="First">The first sentence.</param>
/// <param name="Second">The second sentence.</param>
/// <param name="Similarity">From 0, nothing in common, to 5, the same meaning.</param>
public sealed record SentencePair(string First, string Second, double Similarity);
