namespace VanishingGradients.Text;

/// <summary>Sequences of different lengths as rows of one length, padded at the end.</summary>
public sealed class TokenBatch
{
    /// <summary>Pads sequences.</summary>
    /// <param name="sequences">At least one sequence.</param>
    /// <param name="padding">The id that fills the rows.</param>
    /// <param name="length">Length of every row; null for the longest sequence.</param>
    /// <exception cref="ArgumentException">There is no sequence.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sequence is longer than <paramref name="length"/>.</exception>
    public TokenBatch(IReadOnlyList<TokenSequence> sequences, int padding, int? length = null)
    {
        if (sequences.Count == 0)
            throw new ArgumentException("A batch needs at least one sequence.", nameof(sequences));
        var longest = sequences.Max(sequence => sequence.Ids.Length);
        var columns = length ?? longest;
        if (longest > columns)
            throw new ArgumentOutOfRangeException(nameof(length), columns, $"The longest sequence has {longest} ids: truncate it when encoding.");

        Ids = new long[sequences.Count, columns];
        TokenTypes = new long[sequences.Count, columns];
        AttentionMask = new long[sequences.Count, columns];
        for (var row = 0; row < sequences.Count; row++)
        {
            var (ids, types) = sequences[row];
            for (var column = 0; column < columns; column++)
            {
                var used = column < ids.Length;
                Ids[row, column] = used ? ids[column] : padding;
                TokenTypes[row, column] = used ? types[column] : 0;
                AttentionMask[row, column] = used ? 1 : 0;
            }
        }
    }

    /// <summary>Token ids, [sequences, length].</summary>
    public long[,] Ids { get; }

    /// <summary>Token types, [sequences, length]; 0 where padded.</summary>
    public long[,] TokenTypes { get; }

    /// <summary>1 for a token and 0 where padded, [sequences, length].</summary>
    public long[,] AttentionMask { get; }
}
