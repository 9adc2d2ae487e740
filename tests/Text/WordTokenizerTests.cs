namespace VanishingGradients.Text;

public sealed class WordTokenizerTests
{
    private static readonly WordTokenizer Words = new(["at", "dawn", "fox"]);

    [Fact]
    public void Encode_words_areTheirPlacesAfterTheSpecialIds() =>
        Assert.Equal([2, 3, 1, 4, 0], Words.Encode(" at  dawn\tthe fox <end>"));

    [Fact]
    public void Encode_withLimit_dropsTheEndOfTheText() => Assert.Equal([2, 3], Words.Encode("at dawn fox", 2));

    [Fact]
    public void Decode_encodedText_isTheTextWithSingleSpaces()
    {
        Assert.Equal("at dawn fox", Words.Decode(Words.Encode("at   dawn fox <end>")));
        Assert.Equal("at <unknown> <end>", Words.Decode([2, 1, 0], skipSpecial: false));
    }

    [Fact]
    public void Decode_idBeyondTheVocabulary_writesNothing()
    {
        Assert.Equal("at", Words.Decode([5, 2, 5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Words.Decode([-1]));
    }

    [Theory]
    [InlineData("twice", "fox", "fox")]
    [InlineData("white space", "red fox")]
    [InlineData("empty", "")]
    [InlineData("twice", "<end>")]
    public void New_wordsThatCannotBe_saysWhy(string reason, params string[] words) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => new WordTokenizer(words)).Message, StringComparison.Ordinal);
}
