using VanishingGradients.Text;
using VanishingGradients.Text.Pretrained;
using static TorchSharp.torch;

namespace VanishingGradients.Rewards;

public sealed class ClassifierRewardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PretrainedClassifier _classifier;

    public ClassifierRewardTests() => _classifier = PretrainedClassifier.Load(PretrainedFolders.Classifier(_folder, outputs: 3));

    public void Dispose()
    {
        _classifier.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(JudgedText.PromptAndCompletion, 1)]
    [InlineData(JudgedText.PromptAndCompletion, 64)]
    [InlineData(JudgedText.Completion, 2)]
    public void Of_texts_isTheProbabilityOfTheClass(JudgedText judged, int batch)
    {
        CompletionText[] texts = [new("he", " play", []), new("", "cafe, hello.", []), new("play", "", []), new("un", "played he he", []), new("he", " play", [])];
        var rewards = texts.Select(_ => new double[3]).ToArray();
        for (var k = 0; k < 3; k++)
        {
            var found = new ClassifierReward(_classifier, $"LABEL_{k}", new() { Judged = judged, BatchSize = batch }).Of(texts);
            for (var i = 0; i < texts.Length; i++)
            {
                Assert.Equal(Probability(judged == JudgedText.Completion ? texts[i].Completion : texts[i].Prompt + texts[i].Completion, k), found[i], 1e-6);
                rewards[i][k] = found[i];
            }
        }

        Assert.All(rewards, row => Assert.Equal(1, row.Sum(), 1e-9));
        Assert.True(rewards.Select(row => row[0]).Distinct().Count() > 2);
    }

    [Theory]
    [InlineData(TruncatedSide.Left, "play he hello")]
    [InlineData(TruncatedSide.Right, "he play")]
    public void Of_longText_losesTheSideAskedFor(TruncatedSide side, string expected)
    {
        // hello is two ids; four of five and a half words stay.
        var reward = new ClassifierReward(_classifier, "LABEL_1", new() { MaxTokens = side == TruncatedSide.Left ? 6 : 4, Truncation = side });
        Assert.Equal(Probability(expected, 1), Assert.Single(reward.Of([new("he play ", "play he hello", [])])), 1e-6);
    }

    [Fact]
    public void Of_weightsThatAreNotFinite_namesTheCompletion()
    {
        using (no_grad())
            _classifier.Model.Parameters.Values.fill_(float.NaN);
        var error = Assert.Throws<TextRewardException>(() => new ClassifierReward(_classifier, "LABEL_0").Of([new("he", "play", [])]));
        Assert.Contains("NaN", error.Message, StringComparison.Ordinal);
        Assert.Contains("'play'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_classOrLimitThatTheClassifierLacks_isNamed()
    {
        Assert.Contains("'LABEL_0', 'LABEL_1', 'LABEL_2'", Assert.Throws<ArgumentException>(() => new ClassifierReward(_classifier, "POSITIVE")).Message);
        foreach (var most in (int[])[2, 11])
            Assert.Contains("3..10", Assert.Throws<ArgumentOutOfRangeException>(() => new ClassifierReward(_classifier, "LABEL_0", new() { MaxTokens = most })).Message);
        using var folder = new TemporaryFolder();
        using var regression = PretrainedClassifier.Load(PretrainedFolders.Classifier(folder, outputs: 1));
        Assert.Contains("two classes", Assert.Throws<ArgumentException>(() => new ClassifierReward(regression, "LABEL_0")).Message);
    }

    private double Probability(string text, int label)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return _classifier.Logits([new(_classifier.Tokenizer.Encode(text))]).to(ScalarType.Float64).softmax(-1)[0, label].item<double>();
    }
}
