using VanishingGradients.Text;

namespace VanishingGradients.Finetuning.Language;

public sealed class ExampleEncodingTests
{
    private static readonly WordTokenizer Words = new(["a", "b", "c", "d"]);

    private static LanguageExample Encode(ExampleEncoding encoding, string prompt, string reference, ITokenizer? tokenizer = null) =>
        encoding.Encode([new(prompt, [reference])], tokenizer ?? Words)[0];

    [Theory]
    [InlineData(TruncatedSide.Left, new[] { 4, 5 })]
    [InlineData(TruncatedSide.Right, new[] { 2, 3 })]
    public void Encode_longPrompt_dropsTheSideAskedFor(TruncatedSide side, int[] expected) =>
        Assert.Equal(expected, Encode(new() { MaxPromptTokens = 2, Truncation = side }, "a b c d", "a").Prompt);

    [Fact]
    public void Encode_completion_endsOnceOrNotAtAll()
    {
        Assert.Equal([2, 3, 0], Encode(new(), "a", "a b").Completions[0]);
        Assert.Equal([2, 3, 0], Encode(new(), "a", "a b <end>").Completions[0]);
        Assert.Equal([2, 3], Encode(new() { AppendEnd = false }, "a", "a b").Completions[0]);
        Assert.Equal([2, 0], Encode(new() { MaxCompletionTokens = 2 }, "a", "a b c").Completions[0]);
    }

    [Fact]
    public void Encode_tokenizerThatAddsIdsAround_keepsThoseOfPromptsAlone()
    {
        var tokenizer = new Framed();
        var example = Encode(new() { MaxPromptTokens = 3, Truncation = TruncatedSide.Left }, "b c d", "c", tokenizer);
        Assert.Equal([2, 5, 0], example.Prompt);
        Assert.Equal([4, 0], example.Completions[0]);
    }

    [Theory]
    [InlineData("", "a", "prompt")]
    [InlineData("a", " ", "completion")]
    public void Encode_textWithoutTokens_namesTheExample(string prompt, string reference, string part)
    {
        var error = Assert.Throws<LanguageExampleException>(() => new ExampleEncoding().Encode([new("a", ["b"]), new(prompt, [reference])], Words));
        Assert.Equal(1, error.Example);
        Assert.Contains($"its {part} is empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_text_isKeptForRewards()
    {
        PromptText text = new("a", ["b", "c d"]);
        var example = new ExampleEncoding().Encode([text], Words)[0];
        Assert.Same(text, example.Text);
        Assert.Equal(2, example.Completions.Count);
    }

    /// <summary>As tokenizers that put a beginning and an end around every text; a is the beginning.</summary>
    private sealed class Framed : ITokenizer
    {
        public int VocabularySize => Words.VocabularySize;

        public SpecialIds Special { get; } = new() { Beginning = 2, End = 0 };

        public int[] Encode(string text, int? maxLength = null) => [2, .. Words.Encode(text), 0];

        public string Decode(IEnumerable<int> ids, bool skipSpecial = true) => Words.Decode(ids, skipSpecial);
    }
}
