using VanishingGradients.Rewards;
using VanishingGradients.Text;
using VanishingGradients.Text.Generation;

namespace VanishingGradients.Finetuning.Language;

public sealed class LanguageInputsTests
{
    private static readonly WordTokenizer Words = new(["the", "fox", "runs", "fast"]);

    [Theory]
    [InlineData(null, "the fox runs fast")]
    [InlineData("The FOX", "The FOX runs fast")]
    public void Judge_tokenizerThatWritesNoSpaceFirst_partsPromptAndCompletionInTheText(string? prompt, string expected)
    {
        List<CompletionText> judged = [];
        var reward = TextReward.Each(
            text =>
            {
                judged.Add(text);
                return 1;
            },
            RewardRange.Unit);
        LanguageInputs inputs = new([new(Words.Encode("the fox"), [], prompt is null ? null : new PromptText(prompt, []))], Words, reward);

        inputs.Judge([0], [new Completion(Words.Encode("runs fast"), false, [0, 0])]);

        Assert.Equal(("runs fast", expected), (judged[0].Completion, judged[0].Text));
    }

    [Fact]
    public void Text_ofWhatACallerMakes_isPromptAndCompletion() => Assert.Equal("a film. I liked it", new CompletionText("a film.", " I liked it", []).Text);
}
