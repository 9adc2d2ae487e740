using System.Text;
using VanishingGradients.Data;
using VanishingGradients.Text;

namespace VanishingGradients.Experiments;

public sealed class SentencePairInputsTests
{
    private static readonly BertTokenizer Tokenizer = BertTokenizer.Read(new(
        "vocab.txt", Encoding.UTF8.GetBytes("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nman\nplays\n"), "here"));

    private static readonly SentencePairs Pairs = new("sample", [new("A man", "man plays", 4.5), new("a", "a", 1)], "here");

    [Fact]
    public void Encode_pairs_gives_ids_mask_and_types_padded_to_the_longest()
    {
        using var inputs = SentencePairInputs.Encode(Pairs, Tokenizer);
        Assert.Equal([2, 3, 7], inputs.Inputs.shape);
        Assert.Equal(
            [2, 5, 6, 3, 6, 7, 3, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 2, 5, 3, 5, 3, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0],
            inputs.Inputs.data<long>().ToArray());
        Assert.Equal([4, 1], inputs.Labels);
        Assert.Equal(6, inputs.Classes);
    }

    [Fact]
    public void Encode_longPair_isCut()
    {
        using var inputs = SentencePairInputs.Encode(Pairs, Tokenizer, maxTokens: 5);
        Assert.Equal([2, 5, 3, 6, 3], inputs.Inputs[0, 0].data<long>().ToArray());
    }
}
