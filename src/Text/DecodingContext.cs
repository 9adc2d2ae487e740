namespace VanishingGradients.Text;

/// <summary>What has been decoded so far in one sequence.</summary>
/// <param name="ids">The ids up to now: the prompt, then what was generated.</param>
/// <param name="promptLength">How many of them are the prompt. For an encoder-decoder model this is the start id alone.</param>
public readonly ref struct DecodingContext(ReadOnlySpan<int> ids, int promptLength)
{
    /// <summary>The ids up to now: the prompt, then what was generated.</summary>
    public ReadOnlySpan<int> Ids { get; } = ids;

    /// <summary>Number of ids generated after the prompt.</summary>
    public int NewTokens { get; } = promptLength >= 0 && promptLength <= ids.Length
        ? ids.Length - promptLength
        : throw new ArgumentOutOfRangeException(nameof(promptLength), promptLength, $"The prompt is a part of the {ids.Length} ids.");
}
