using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace VanishingGradients.Text;

public class TokenizerTests
{
    public static TheoryData<ITokenizer> All =>
        [SmallVocabularies.Gpt2(), SmallVocabularies.Bert(), SmallVocabularies.T5(), SmallVocabularies.Llama()];

    [Property(MaxTest = 300)]
    public Property Gpt2_any_text_comes_back_from_its_ids() => Prop.ForAll(
        SmallVocabularies.Texts, text => Gpt2.Decode(Gpt2.Encode(text), skipSpecial: false) == text);

    [Property(MaxTest = 300)]
    public Property Llama_any_text_comes_back_from_its_ids() => Prop.ForAll(
        SmallVocabularies.Texts, text => Llama.Decode(Llama.Encode(text)) == text);

    [Property(MaxTest = 100)]
    public Property Encode_any_text_gives_known_ids_within_the_limit() => Prop.ForAll(SmallVocabularies.Texts, text =>
    {
        foreach (var tokenizer in (ITokenizer[])[Gpt2, Llama, Bert, T5])
        {
            Assert.All(tokenizer.Encode(text), id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
            Assert.InRange(tokenizer.Encode(text, maxLength: 4).Length, 0, 4);
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public void Encode_lone_surrogate_is_encoded_as_the_replacement_character(ITokenizer tokenizer) =>
        Assert.Equal(tokenizer.Encode("a\uFFFDb"), tokenizer.Encode("a\uD800b"));

    [Theory]
    [MemberData(nameof(All))]
    public void Decode_id_beyond_the_vocabulary_writes_nothing(ITokenizer tokenizer)
    {
        var ids = tokenizer.Encode("a ab");
        Assert.Equal(tokenizer.Decode(ids), tokenizer.Decode([tokenizer.VocabularySize, .. ids, tokenizer.VocabularySize + 27]));
        Assert.Equal("", tokenizer.Decode([tokenizer.VocabularySize], skipSpecial: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([-1]));
    }

    [Fact]
    public void Encode_limit_without_room_for_special_ids_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Gpt2.Encode("a", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bert.Encode("a", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bert.EncodePair("a", "b", 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => T5.Encode("a", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Llama.Encode("a", 0));
    }

    [Fact]
    public void Gpt2_words_are_merged_and_end_of_text_is_one_id()
    {
        var ids = SmallVocabularies.Gpt2Vocabulary();
        Assert.Equal([ids["hello"], ids["Ġa"], ids["Ã©"], Gpt2.Special.End!.Value], Gpt2.Encode("hello aé<|endoftext|>"));
        Assert.Equal("hello", Gpt2.Decode([ids["hello"], Gpt2.Special.End!.Value]));
    }

    [Theory]
    [InlineData("I'm you'RE", "I|'m| you|'|RE")]
    [InlineData("a  b \n", "a| | b| \n")]
    [InlineData("x\u00A0 y", "x|\u00A0| y")]
    [InlineData("\U0001D518\U0001D52B 12½ !?", "\U0001D518\U0001D52B| 12½| !?")]
    [InlineData("  ", "  ")]
    public void Gpt2PreTokenizer_text_is_split_as_by_the_pattern(string text, string parts) => Assert.Equal(
        parts.Split('|'), new Gpt2PreTokenizer().PreTokenize(text).Select(part => text.Substring(part.Offset, part.Length)));

    [Fact]
    public void Bert_words_are_cut_into_the_longest_pieces()
    {
        Assert.Equal([2, 5, 6, 3], Bert.Encode("Playing"));
        Assert.Equal([2, 8, 9, 7, 12, 3], Bert.Encode("unplayed."));
        Assert.Equal([2, 14, 13, 1, 3], Bert.Encode("CAFÉ, xyz"));
        Assert.Equal([2, 14, 15, 5, 3], Bert.Encode("cafe\u0301中\u200Bplay"));
        Assert.Equal(100 - 2, Bert.Encode("[MASK] he" + new string('a', 98))[3..^1].Count(id => id == 17));
        Assert.Equal([2, 4, 1, 3], Bert.Encode("[MASK] he" + new string('a', 99)));
        Assert.Equal("unplayed. he", Bert.Decode([2, 8, 9, 7, 12, 10, 3]));
    }

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(5, 1, 1)]
    [InlineData(6, 2, 1)]
    [InlineData(8, 3, 2)]
    [InlineData(9, 4, 2)]
    [InlineData(99, 5, 2)]
    public void Bert_pair_too_long_loses_ids_of_the_longer_text_first(int maxLength, int first, int second)
    {
        const string five = "he he he he he";
        Assert.Equal(Pair(first, second), Bert.EncodePair(five, "play play", maxLength).Ids);
        var sequence = Bert.EncodePair("play play", five, maxLength);
        Assert.Equal(second + 2, sequence.TokenTypes.Count(type => type == 0));
        Assert.Equal(first + 1, sequence.TokenTypes.Count(type => type == 1));

        static int[] Pair(int a, int b) => [2, .. Enumerable.Repeat(10, a), 3, .. Enumerable.Repeat(5, b), 3];
    }

    [Fact]
    public void T5_text_becomes_its_most_probable_pieces_and_an_end()
    {
        // One piece of -4.1 against -2 - 3 in two, then -2 - 3 - 3 against -4.1 - 3 and -4 - 4.
        Assert.Equal([7, 1], T5.Encode("ab"));
        Assert.Equal([7, 5, 1], T5.Encode("abb"));
        Assert.Equal([4, 2, 5, 1], T5.Encode("axyzb"));
        Assert.Equal([4, 2, 5, 1], T5.Encode("\u0007a\u001Bxy\u007Fb"));
        Assert.Equal([12, 11, 1], T5.Encode("<extra_id_0><extra_id_1>"));
        Assert.Equal(13, T5.VocabularySize);
        Assert.Equal("a \u2047 b", T5.Decode([4, 2, 5, 1]));
        Assert.Equal("a</s>", T5.Decode([4, 1], skipSpecial: false));
    }

    [Fact]
    public void Llama_pair_with_the_highest_score_is_merged_first()
    {
        const int space = 259;
        const int a = space + 1;
        Assert.Equal([1, a + 4, a + 3], Llama.Encode("aba"));
        Assert.Equal([1, a + 4], Llama.Encode("a"));
        Assert.Equal([1, space, 3 + 0xC3, 3 + 0xA9], Llama.Encode("é"));
        Assert.Equal([1], Llama.Encode(""));
        Assert.Equal("<s>é</s>", Llama.Decode([1, space, 3 + 0xC3, 3 + 0xA9, 2], skipSpecial: false));
    }

    [Fact]
    public void TokenBatch_sequence_longer_than_the_rows_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBatch([new([1, 2, 3])], padding: 0, length: 2));
        Assert.Throws<ArgumentException>(() => new TokenBatch([], padding: 0));
    }

    private static Gpt2Tokenizer Gpt2 { get; } = SmallVocabularies.Gpt2();

    private static BertTokenizer Bert { get; } = SmallVocabularies.Bert();

    private static T5Tokenizer T5 { get; } = SmallVocabularies.T5();

    private static LlamaTokenizer Llama { get; } = SmallVocabularies.Llama();
}
