using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using VanishingGradients.Golden;

namespace VanishingGradients.Text.Generation;

public sealed class IncrementalDecoderTests
{
    private const string Sample = "The café — naïve, 東京 and 🎉👩‍👩‍👧!\n";

    private static readonly ITokenizer[] Small =
    [
        SmallVocabularies.Gpt2(), SmallVocabularies.T5(), SmallVocabularies.Llama(), SmallVocabularies.Bert(), new WordTokenizer(["one", "two"]),
    ];

    [Property(MaxTest = 200)]
    public Property Add_any_ids_gives_out_the_text_of_all_and_takes_nothing_back() => Prop.ForAll(
        Arb.From(Gen.Choose(0, int.MaxValue - 1).ListOf().Select(numbers => numbers.ToArray())),
        numbers => Small.All(tokenizer => new[] { true, false }.All(skip => Agrees(tokenizer, [.. numbers.Select(number => number % tokenizer.VocabularySize)], skip))));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Add_text_of_many_scripts_never_shows_half_a_character(int tokenizer)
    {
        var ids = Small[tokenizer].Encode(Sample);
        var decoder = new IncrementalDecoder(Small[tokenizer]);
        Assert.All(ids, id => Assert.DoesNotContain('\uFFFD', decoder.Add(id)));
        Assert.Equal(Sample, decoder.Text);
    }

    [Fact]
    public void Add_after_a_context_keeps_the_space_before_the_first_word()
    {
        var llama = SmallVocabularies.Llama();
        var (prompt, next) = (llama.Encode("b"), llama.Encode("a")[1..]);
        var (continuing, alone) = (new IncrementalDecoder(llama, prompt), new IncrementalDecoder(llama));
        foreach (var id in next)
        {
            continuing.Add(id);
            alone.Add(id);
        }

        Assert.Equal((" a", "a"), (continuing.Text, alone.Text));
    }

    [Fact]
    public void Add_id_that_no_token_has_throws_or_adds_nothing()
    {
        var decoder = new IncrementalDecoder(Small[0]);
        decoder.Add(Small[0].Encode("h")[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => decoder.Add(-1));
        Assert.Equal("", decoder.Add(Small[0].VocabularySize));
        Assert.Equal("he", decoder.Text + decoder.Add(Small[0].Encode("e")[0]));
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void Add_real_vocabularies_give_the_reference_texts()
    {
        var gpt2 = GoldenData.DataFolder("tokenizers/gpt2");
        Real(Gpt2Tokenizer.Load(Path.Combine(gpt2, "encoder.json.gz"), Path.Combine(gpt2, "vocab.bpe.gz")));
        Real(BertTokenizer.Load(Path.Combine(GoldenData.DataFolder("tokenizers/bert-base-uncased"), "vocab.txt.gz")));
        Real(LlamaTokenizer.Load(Path.Combine(GoldenData.DataFolder("models/stories260K"), "tok512.bin")));
        foreach (var (folder, expected) in GoldenText.Cases("tokenizer_t5_unigram"))
            Real(T5Tokenizer.Load(Path.Combine(folder, "spiece.model"), expected.GetProperty("extra_ids").GetInt32()));
    }

    private static void Real(ITokenizer tokenizer)
    {
        Assert.True(Agrees(tokenizer, tokenizer.Encode(Sample), skipSpecial: true), tokenizer.GetType().Name);
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            int[] ids = [.. Enumerable.Range(0, 30).Select(_ => random.Next(tokenizer.VocabularySize))];
            Assert.True(Agrees(tokenizer, ids, skipSpecial: i % 2 == 0), $"{tokenizer.GetType().Name}: {string.Join(", ", ids)}");
        }
    }

    private static bool Agrees(ITokenizer tokenizer, int[] ids, bool skipSpecial)
    {
        var decoder = new IncrementalDecoder(tokenizer, skipSpecial: skipSpecial);
        var (given, whole) = ("", tokenizer.Decode(ids, skipSpecial));
        foreach (var id in ids)
        {
            given += decoder.Add(id);
            if (decoder.Text != given || !whole.StartsWith(given, StringComparison.Ordinal))
                return false;
        }

        return decoder.Whole == whole && given == whole.TrimEnd('\uFFFD');
    }
}
