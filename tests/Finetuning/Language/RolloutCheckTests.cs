using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Rewards;
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
    public void Require_tokenizerOfAModelWithAnotherEnd_isRefused()
    {
        using var stream = new RandomStreams(3).Open(RandomStreams.Initialisation);
        using Gpt2 model = new(new Gpt2Options { Layers = 1, Hidden = 8, Heads = 2, Vocabulary = 12, Positions = 24, EndId = 11 }, stream);
        var message = Assert.Throws<ArgumentException>(() => RolloutCheck.Require(model, TinyLanguage.Inputs(), new() { MaxNewTokens = 3 })).Message;
        Assert.Contains("ends texts with the id 1, but 'gpt2' with 11", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_optionsWithoutEnd_judgesCompletionsThatEndWhereTheTokenizerSays()
    {
        using var model = TinyLanguage.Model();
        GenerationOptions withoutEnd = new() { MaxNewTokens = 19 };
        var streams = new RandomStreams(5);
        var reward = TextReward.Each(text => text.Completion.Length / 19.0, RewardRange.Unit);
        var inputs = TinyLanguage.Inputs(reward);
        double Mean(GenerationOptions options) => new HeldOutReward(inputs, options).Mean(model, streams);
        double Probed(GenerationOptions options)
        {
            RewardProbe probe = new(model, inputs, options, new RewardProbeOptions { Prompts = 4, Completions = 4 }, streams);
            probe.Measure(1);
            return probe.Prompts.Average(prompt => prompt.Mean);
        }

        Assert.Equal(Mean(withoutEnd with { EndId = TinyLanguage.End }), Mean(withoutEnd));
        Assert.Equal(Probed(withoutEnd with { EndId = TinyLanguage.End }), Probed(withoutEnd));
        Assert.InRange(Mean(withoutEnd), 0, 0.8);
    }

    [Fact]
    public void New_heldOutPromptThatCannotBeContinued_namesItBeforeTraining()
    {
        using var model = TinyLanguage.Model();
        LanguageExample[] train = [new([2], [[3, 1]])];
        HeldOutExamples heldOut = new(train, new HeldOutReward(TinyLanguage.Inputs(), new() { MaxNewTokens = 30 }));
        Assert.Throws<LanguageExampleException>(() =>
            new SupervisedLanguageTrainer(model, train, new SupervisedLanguageOptions { MaxSteps = 1 }, new RandomStreams(1), heldOut));
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
