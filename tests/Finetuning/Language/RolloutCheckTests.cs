using VanishingGradients.Text;
using VanishingGradients.Text.Generation;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning.Language;

public sealed class RolloutCheckTests
{
    private static readonly LanguageFinetuningOptions Options = new() { Generation = TinyLanguage.Short, Probe = null };

    [Theory]
    [InlineData(new int[0], "it is empty")]
    [InlineData(new[] { 3, 12 }, "id 12 at place 1 is outside of the vocabulary 0..11")]
    [InlineData(new[] { 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2 }, "21 ids and 4 new tokens are too long for a context of 24")]
    public void New_promptThatCannotBeContinued_namesTheExample(int[] prompt, string expected)
    {
        using var model = TinyLanguage.Model();
        LanguageInputs inputs = new([new([2], []), new(prompt, [], new("text", []))], new TinyLanguage.Letters(), TinyLanguage.ShareOfA);
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<LanguageExampleException>(() => new LanguageActorCritic(model, inputs, Options, new RandomStreams(1)));
        Assert.Equal(1, error.Example);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Throws<LanguageExampleException>(() =>
            SampleExtraction.Run(model, inputs, new() { Generation = TinyLanguage.Short }, new RandomStreams(1), folder["samples.jsonl"]));
        Assert.Empty(folder.Files());
    }

    [Fact]
    public void New_encoderDecoder_takesAPromptOfAnyLength()
    {
        using var model = TinyLanguage.Model(encodes: true);
        LanguageInputs inputs = new([new([.. Enumerable.Repeat(2, 100)], [])], new TinyLanguage.Letters(), TinyLanguage.ShareOfA);
        new LanguageActorCritic(model, inputs, Options, new RandomStreams(1)).Dispose();
    }

    [Fact]
    public void Require_noEnd_takesTheTokenizers()
    {
        using var model = TinyLanguage.Model();
        Assert.Equal(TinyLanguage.End, RolloutCheck.Require(model, TinyLanguage.Inputs(), new() { MaxNewTokens = 3 }).EndId);
        Assert.Equal(TinyLanguage.Short, RolloutCheck.Require(model, TinyLanguage.Inputs(), TinyLanguage.Short));
    }

    [Fact]
    public void Require_otherEndThanTheTokenizers_namesBoth()
    {
        using var model = TinyLanguage.Model();
        var message = Assert.Throws<ArgumentException>(() => RolloutCheck.Require(model, TinyLanguage.Inputs(), new() { MaxNewTokens = 3, EndId = 7 })).Message;
        Assert.Contains("EndId is 7", message);
        Assert.Contains("ends texts with 1", message);
        GenerationOptions least = new() { MaxNewTokens = 3, Decoding = new() { MinNewTokens = new MinNewTokens(2, 7) } };
        Assert.Contains("holds back the id 7", Assert.Throws<ArgumentException>(() => RolloutCheck.Require(model, TinyLanguage.Inputs(), least)).Message);
    }

    [Fact]
    public void Require_tokenizerOfALargerModel_isRefused()
    {
        using var model = TinyLanguage.Model();
        LanguageInputs inputs = new([new([2], [])], new WordTokenizer(Enumerable.Range(0, 11).Select(word => $"w{word}")), TinyLanguage.ShareOfA);
        Assert.Contains("0..12", Assert.Throws<ArgumentException>(() => RolloutCheck.Require(model, inputs, new() { MaxNewTokens = 3 })).Message);
    }

    [Fact]
    public void New_temperatureOfTheMethod_isRefused()
    {
        using var model = TinyLanguage.Model();
        var options = Options with { Method = Options.Method with { Temperature = 2 } };
        var message = Assert.Throws<ArgumentException>(() => new LanguageActorCritic(model, TinyLanguage.Inputs(), options, new RandomStreams(1))).Message;
        Assert.Contains("Temperature is 2", message);
        Assert.Contains("Generation.Decoding", message);
    }
}
