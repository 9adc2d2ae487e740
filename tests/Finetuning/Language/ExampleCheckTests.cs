namespace VanishingGradients.Finetuning.Language;

public sealed class ExampleCheckTests
{
    private static string Problem(bool encodes, int[] prompt, params int[][] completions)
    {
        using var model = TinyModels.New(encodes);
        var error = Assert.Throws<LanguageExampleException>(
            () => ExampleCheck.Require(model, [new([1], [[2]]), new(prompt, completions)], LossTokens.Completion));
        Assert.Equal(1, error.Example);
        return error.Message;
    }

    [Fact]
    public void Require_nothingToLearn_saysSo()
    {
        Assert.Contains("prompt is empty", Problem(false, [], [1]), StringComparison.Ordinal);
        Assert.Contains("no reference", Problem(true, [1]), StringComparison.Ordinal);
        Assert.Contains("completion is empty", Problem(true, [1], [1], []), StringComparison.Ordinal);
    }

    [Fact]
    public void Require_tooLongForTheContext_saysHowLong()
    {
        Assert.Contains("prompt of 12 ids leaves no room in a context of 12", Problem(false, new int[12], [1]), StringComparison.Ordinal);
        Assert.Contains("10 ids of prompt and 3 of completion", Problem(false, new int[10], [1, 1, 1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Require_relativePositions_haveNoLimit()
    {
        using var model = TinyModels.New(encodes: true);
        ExampleCheck.Require(model, [new(new int[40], [new int[40]])], LossTokens.Completion);
    }

    [Fact]
    public void Require_idsOfAnotherTokenizer_namesThem()
    {
        Assert.Contains("id 12 at place 1 of its prompt", Problem(false, [3, 12], [1]), StringComparison.Ordinal);
        Assert.Contains("id -1 at place 0 of its completion", Problem(true, [3], [-1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Require_labelsOnEncodedPrompts_areRefused()
    {
        using var model = TinyModels.New(encodes: true);
        var error = Assert.Throws<ArgumentException>(() => ExampleCheck.Require(model, [new([1], [[2]])], LossTokens.All));
        Assert.Contains("encodes its prompts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_noExample_saysSo()
    {
        using var model = TinyModels.New(encodes: true);
        Assert.Throws<ArgumentException>(() => ExampleCheck.Require(model, [], LossTokens.Completion));
    }
}
