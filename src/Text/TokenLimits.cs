namespace VanishingGradients.Text;

/// <summary>Checks what a caller hands to a tokenizer.</summary>
internal static class TokenLimits
{
    /// <summary>Ids of text that fit into a sequence.</summary>
    public static int Room(int? maxLength, int specialIds) => maxLength switch
    {
        null => int.MaxValue,
        { } length when length >= specialIds => length - specialIds,
        _ => throw new ArgumentOutOfRangeException(
            nameof(maxLength), maxLength, $"The sequence holds {specialIds} special ids: maxLength must be at least {specialIds}."),
    };

    /// <summary>The ids that a tokenizer can write; those beyond its vocabulary are left out, see <see cref="ITokenizer.Decode"/>.</summary>
    public static IEnumerable<int> Written(IEnumerable<int> ids, int vocabularySize) =>
        ids.Where(id => id < vocabularySize && Known(id, vocabularySize) >= 0);

    /// <summary>The id, if the vocabulary has it.</summary>
    public static int Known(int id, int vocabularySize) =>
        (uint)id < (uint)vocabularySize
            ? id
            : throw new ArgumentOutOfRangeException(nameof(id), id, $"Ids of this vocabulary are in 0..{vocabularySize - 1}.");
}
