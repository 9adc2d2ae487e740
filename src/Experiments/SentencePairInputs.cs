using VanishingGradients.Data;
using VanishingGradients.Text;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments;

/// <summary>Sentence pairs as BERT reads them.</summary>
public static class SentencePairInputs
{
    /// <summary>Token ids, attention mask and token types of every pair, with its similarity rounded to a label.</summary>
    /// <remarks>All rows have the length of the longest pair; the official code pads to 512. Both are equivalent, since padding is masked,
    /// and <see cref="Models.Bert"/> leaves padding out.</remarks>
    /// <param name="pairs">The pairs.</param>
    /// <param name="tokenizer">WordPiece with the policy's vocabulary.</param>
    /// <param name="maxTokens">Longer pairs are cut; 512 in the official code.</param>
    /// <returns>Inputs int64 of shape [n, 3, T].</returns>
    public static LabelledInputs Encode(SentencePairs pairs, BertTokenizer tokenizer, int maxTokens = 512)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(tokenizer);
        var batch = new TokenBatch(
            [.. pairs.Pairs.Select(pair => tokenizer.EncodePair(pair.First, pair.Second, maxTokens))], tokenizer.Special.Padding!.Value);
        using var scope = NewDisposeScope();
        var inputs = stack([tensor(batch.Ids), tensor(batch.AttentionMask), tensor(batch.TokenTypes)], dim: 1);
        return new LabelledInputs(pairs.Name, inputs, pairs.Labels(), SentencePairs.Classes);
    }
}
