using FsCheck.Xunit;
using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

public sealed class TokenLossTests
{
    private static (double Loss, double Correct, Tensor Gradient) Of(LanguageModel model, LabelledRows rows)
    {
        var parameters = model.Parameters;
        var (loss, correct) = TokenLoss.Sums(model, rows);
        return (loss.item<double>(), correct.item<long>(), parameters.Gradient(loss));
    }

    [Property(MaxTest = 12)]
    public void Sums_rowsOfAnyLengthsTogether_areThoseOfEachAlone(int seed, bool encodes, bool all)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.New(encodes);
        _ = model.Parameters;
        var tokens = all && !encodes ? LossTokens.All : LossTokens.Completion;
        var pairs = PromptCompletion.Of(TinyModels.Examples(5, seed));
        var together = Of(model, LabelledRows.Of(model, pairs, tokens));
        var alone = pairs.Select(pair => Of(model, LabelledRows.Of(model, [pair], tokens))).ToArray();
        Assert.Equal(alone.Sum(one => one.Loss), together.Loss, 1e-9);
        Assert.Equal(alone.Sum(one => one.Correct), together.Correct);
        Assert.True(together.Gradient.allclose(stack(alone.Select(one => one.Gradient)).sum(dim: 0), 1e-9, 1e-10));
    }

    [Property(MaxTest = 12)]
    public void Sums_anyPaddingId_changesNothing(int seed, bool encodes, bool all)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.New(encodes);
        _ = model.Parameters;
        var rows = LabelledRows.Of(
            model, PromptCompletion.Of(TinyModels.Examples(5, seed)), all && !encodes ? LossTokens.All : LossTokens.Completion);
        var expected = Of(model, rows);
        for (var padding = 1; padding < TinyModels.Vocabulary; padding += 3)
        {
            var actual = Of(model, rows with { Prompts = Padded(rows.Prompts, padding), Completions = Padded(rows.Completions, padding) });
            Assert.Equal(expected.Loss, actual.Loss, 1e-12);
            Assert.True(expected.Gradient.allclose(actual.Gradient, 1e-12, 1e-12));
        }
    }

    [Fact]
    public void Sums_halfPrecision_takesTheSoftmaxInFloat32()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.New(encodes: false, type: ScalarType.BFloat16);
        var rows = LabelledRows.Of(model, PromptCompletion.Of(TinyModels.Examples(3)), LossTokens.Completion);
        Assert.Equal(ScalarType.Float32, TokenLoss.Sums(model, rows).Loss.dtype);
    }

    [Theory]
    [InlineData(LossTokens.All, new long[] { 0, 1, 2, 3, 4, 5 }, new long[] { 6, 7, 8, 9, 4, 3 })]
    [InlineData(LossTokens.Completion, new long[] { 1, 2, 3, 5 }, new long[] { 7, 8, 9, 3 })]
    public void Of_causalModel_placesLabelsAfterTheFirstToken(LossTokens tokens, long[] places, long[] labels)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.New(encodes: false);
        var rows = LabelledRows.Of(model, [new([5, 6], [7, 8, 9]), new([2, 4], [3])], tokens);
        Assert.Equal(places, rows.Places.data<long>().ToArray());
        Assert.Equal(labels, rows.Labels.data<long>().ToArray());
    }

    private static TokenRows Padded(TokenRows rows, int padding) => rows with { Ids = rows.Ids.masked_fill(rows.Mask.eq(0), padding) };
}
