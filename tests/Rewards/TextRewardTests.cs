namespace VanishingGradients.Rewards;

public sealed class TextRewardTests
{
    private static readonly CompletionText[] Texts = [new("p1", "one", []), new("p2", "three", ["ref"]), new("p3", "two", [])];

    [Fact]
    public void Of_texts_givesTheirRewardsInOrder() =>
        Assert.Equal([0.3, 0.5, 0.3], TextReward.Each(text => text.Completion.Length / 10.0, RewardRange.Unit).Of(Texts));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1.5)]
    public void Of_rewardOutsideTheRange_namesTheText(double bad)
    {
        var error = Assert.Throws<TextRewardException>(
            () => TextReward.Each(text => text.Prompt == "p2" ? bad : 0, RewardRange.Unit).Of(Texts));
        Assert.Equal(Texts[1], error.Text);
        Assert.Contains("'p2'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'three'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_batchThatThrowsForOneText_namesIt()
    {
        var error = Assert.Throws<TextRewardException>(() => new Batched().Of(Texts));
        Assert.Equal(Texts[2], error.Text);
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public void Of_cancelled_isNoRewardError() => Assert.Throws<OperationCanceledException>(
        () => TextReward.Each(_ => throw new OperationCanceledException(), RewardRange.Unit).Of(Texts));

    private sealed class Batched : TextReward
    {
        public override RewardRange Range => RewardRange.Unit;

        protected override IReadOnlyList<double> Score(IReadOnlyList<CompletionText> texts) =>
            texts.Any(text => text.Completion == "two") ? throw new FormatException("odd") : [.. texts.Select(_ => 0.5)];
    }
}
