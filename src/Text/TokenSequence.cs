namespace VanishingGradients.Text;

/// <summary>One sequence of ids for a model.</summary>
/// <param name="Ids">Token ids, the special ones included.</param>
/// <param name="TokenTypes">For each id 0, or 1 where it belongs to the second text of a pair.</param>
public sealed record TokenSequence(int[] Ids, int[] TokenTypes)
{
    /// <summary>A sequence of a single text.</summary>
    /// <param name="ids">Token ids, the special ones included.</param>
    public TokenSequence(int[] ids)
        : this(ids, new int[ids.Length])
    {
    }
}
