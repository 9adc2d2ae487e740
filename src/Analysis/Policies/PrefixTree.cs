namespace VanishingGradients.Analysis.Policies;

/// <summary>
/// The complete K-ary tree of all prefixes of length 0 to L over K tokens, numbered level by level and lexicographically within a level:
/// the children of node i are i K + 1 to i K + K. Nodes before <see cref="InnerCount"/> are prefixes that still get a token, the rest are
/// outputs.
/// </summary>
public sealed class PrefixTree
{
    /// <summary>The largest number of outputs that is enumerated: 2^22, some hundred megabytes of policies.</summary>
    public const int MaximumOutputs = 1 << 22;

    /// <summary>The tree of all sequences of a length.</summary>
    /// <param name="vocabularySize">The number of tokens K, at least 2.</param>
    /// <param name="length">The number of tokens L per output, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">K or L is too small, or K^L is above <see cref="MaximumOutputs"/>.</exception>
    public PrefixTree(int vocabularySize, int length)
    {
        Require.AtLeast(vocabularySize, 2);
        Require.AtLeast(length, 1);
        (VocabularySize, Length) = (vocabularySize, length);
        var outputs = 1L;
        for (var level = 0; level < length; level++)
        {
            InnerCount += (int)outputs;
            outputs *= vocabularySize;
            if (outputs > MaximumOutputs)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(length),
                    length,
                    $"{vocabularySize}^{length} outputs are more than the {MaximumOutputs} enumerated; sample, or shorten the output.");
            }
        }

        OutputCount = (int)outputs;
    }

    /// <summary>The number of tokens K.</summary>
    public int VocabularySize { get; }

    /// <summary>The number of tokens L per output.</summary>
    public int Length { get; }

    /// <summary>The number of prefixes of length 0 to L - 1.</summary>
    public int InnerCount { get; }

    /// <summary>The number of outputs K^L.</summary>
    public int OutputCount { get; }

    /// <summary>The number of the node of a prefix.</summary>
    /// <param name="prefix">Up to L tokens, each from 0 to K - 1.</param>
    /// <exception cref="ArgumentException">A token is outside the vocabulary or the prefix is longer than L.</exception>
    public int NodeOf(ReadOnlySpan<int> prefix)
    {
        if (prefix.Length > Length)
            throw new ArgumentException($"The prefix has {prefix.Length} tokens; outputs have {Length}.", nameof(prefix));
        var node = 0;
        foreach (var token in prefix)
        {
            Require.Index(token, VocabularySize, nameof(prefix));
            node = Child(node, token);
        }

        return node;
    }

    /// <summary>Writes the tokens of a node into a buffer and returns the part that holds them.</summary>
    /// <param name="node">A node number.</param>
    /// <param name="buffer">Room for L tokens.</param>
    public ReadOnlySpan<int> PrefixOf(int node, Span<int> buffer)
    {
        var end = buffer.Length;
        for (; node > 0; node = (node - 1) / VocabularySize)
            buffer[--end] = (node - 1) % VocabularySize;
        return buffer[end..];
    }

    /// <summary>The L tokens of an output.</summary>
    /// <param name="output">The lexicographic number of the output, from 0 to K^L - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside the outputs.</exception>
    public int[] TokensOf(int output)
    {
        Require.Index(output, OutputCount);
        return PrefixOf(InnerCount + output, new int[Length]).ToArray();
    }

    internal int Child(int node, int token) => (node * VocabularySize) + 1 + token;
}
