namespace VanishingGradients.Data;

/// <summary>Pairs of sentences with the similarity that people gave them.</summary>
/// <param name="Name">Name for logs and figures, such as <c>stsb train</c>.</param>
/// <param name="Pairs">The pairs.</param>
/// <param name="Source">Where they were read from.</param>
public sealed record SentencePairs(string Name, IReadOnlyList<SentencePair> Pairs, string Source)
{
    /// <summary>Classes: similarities rounded to whole numbers from 0 to 5.</summary>
    public const int Classes = 6;

    /// <summary>One label per pair: its similarity rounded to a whole number, halves to the even one (official code).</summary>
    public int[] Labels() => [.. Pairs.Select(pair => (int)Math.Round(pair.Similarity, MidpointRounding.ToEven))];
}
