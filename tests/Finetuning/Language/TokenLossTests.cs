using FsCheck.Xunit;
using VanishingGradients.Models.Language;
using VanishingGradients.Models.Language.Decoders;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

public sealed class TokenLossTests
{
    private static (double Loss, double Correct, Tensor Gradient) Of(LanguageModel model, LabelledRows rows)
    {
        using var tokenLoss = new TokenLoss(model);
        var gradient = empty_like(model.Parameters.Values);
        var (loss, correct) = tokenLoss.WriteGradient(rows, 1, gradient, isAdded: false);
        var sums = tokenLoss.Sums(rows);
        Assert.Equal(loss.item<double>(), sums.Loss.item<double>(), 1e-10);
        Assert.Equal(correct.item<double>(), sums.Correct.item<double>());
        return (loss.item<double>(), correct.item<double>(), gradient);
    }

    [Theory]
    [InlineData(false, ScalarType.Float64, 1, 1e-12)]
    [InlineData(true, ScalarType.Float64, 0.125, 1e-12)]
    [InlineData(false, ScalarType.Float32, 0.125, 1e-5)]
    [InlineData(true, ScalarType.Float32, 1, 1e-5)]
    public void WriteGradient_isThatOfTheCrossEntropyByAutograd(bool encodes, ScalarType type, double factor, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.New(encodes, type: type);
        using var tokenLoss = new TokenLoss(model);
        var rows = LabelledRows.Of(model, PromptCompletion.Of(TinyModels.Examples(12)), LossTokens.Completion);
        var before = ones_like(model.Parameters.Values);

        var added = before.clone();
        tokenLoss.WriteGradient(rows, factor, added, isAdded: true);
        var (loss, correct) = tokenLoss.WriteGradient(rows, factor, before, isAdded: false);

        var logits = model.Project(model.HiddenStates(rows.Prompts, rows.Completions, rows.Places));
        var expected = nn.functional.cross_entropy(logits, rows.Labels, reduction: nn.Reduction.Sum);
        var gradient = model.Parameters.Gradient(expected * factor);
        Assert.Equal(expected.to(ScalarType.Float64).item<double>(), loss.item<double>(), tolerance * 100);
        Assert.Equal(logits.argmax(-1).eq(rows.Labels).sum().item<long>(), correct.item<double>());
        Assert.True(before.allclose(gradient, tolerance, tolerance));
        Assert.True((added - 1).allclose(gradient, tolerance * 10, tolerance * 10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WriteGradient_outputWordsThatAreFrozen_isThatOfTheOtherParameters(bool encodes)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.New(encodes);
        model.OutputWords.requires_grad_(false);
        _ = model.Parameters;
        var rows = LabelledRows.Of(model, PromptCompletion.Of(TinyModels.Examples(5)), LossTokens.Completion);

        var (_, _, gradient) = Of(model, rows);

        var logits = model.Project(model.HiddenStates(rows.Prompts, rows.Completions, rows.Places));
        Assert.True(gradient.allclose(
            model.Parameters.Gradient(nn.functional.cross_entropy(logits, rows.Labels, reduction: nn.Reduction.Sum)), 1e-12, 1e-12));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WriteGradient_nothingTrainedButTheOutputWords_isTheirs(bool isAdded)
    {
        using var scope = NewDisposeScope();
        using var stream = new RandomStreams(1).Open(RandomStreams.Initialisation);
        LlamaOptions shape = new() { Layers = 1, Hidden = 8, Heads = 2, FeedForward = 12, Vocabulary = TinyModels.Vocabulary, Positions = 12, TiedEmbeddings = false };
        using Llama model = new(shape, stream, ScalarType.Float64);
        foreach (var parameter in model.parameters())
        {
            parameter.requires_grad_(ReferenceEquals(parameter, model.OutputWords));
        }

        var rows = LabelledRows.Of(model, PromptCompletion.Of(TinyModels.Examples(5)), LossTokens.Completion);
        var gradient = ones_like(model.Parameters.Values);
        using var tokenLoss = new TokenLoss(model);
        tokenLoss.WriteGradient(rows, 1, gradient, isAdded);

        var logits = model.Project(model.HiddenStates(rows.Prompts, rows.Completions, rows.Places));
        var expected = model.Parameters.Gradient(nn.functional.cross_entropy(logits, rows.Labels, reduction: nn.Reduction.Sum));
        Assert.True(gradient.allclose(isAdded ? expected + 1 : expected, 1e-12, 1e-12));
    }

    [Fact]
    public void WriteGradient_moreTokensThanOneBlockHolds_addsUp()
    {
        using var scope = NewDisposeScope();
        using var stream = new RandomStreams(1).Open(RandomStreams.Initialisation);
        // A block of 20,000 logits has 26 rows.
        using var model = new Gpt2(new Gpt2Options { Layers = 1, Hidden = 8, Heads = 2, Vocabulary = 20_000, Positions = 16 }, stream, ScalarType.Float64);
        int[] Ids(int first) => [.. Enumerable.Range(first * 997, 11).Select(id => id * 31 % model.Vocabulary)];
        var rows = LabelledRows.Of(model, [.. Enumerable.Range(0, 6).Select(i => new PromptCompletion(Ids(i)[..1], Ids(i)[1..]))], LossTokens.All);

        var (_, _, gradient) = Of(model, rows);

        var logits = model.Project(model.HiddenStates(rows.Prompts, rows.Completions, rows.Places));
        Assert.True(gradient.allclose(
            model.Parameters.Gradient(nn.functional.cross_entropy(logits, rows.Labels, reduction: nn.Reduction.Sum)), 1e-10, 1e-12));
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
    public void WriteGradient_halfPrecision_takesTheSoftmaxInFloat32()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.New(encodes: false, type: ScalarType.BFloat16);
        _ = model.Parameters;
        var rows = LabelledRows.Of(model, PromptCompletion.Of(TinyModels.Examples(3)), LossTokens.Completion);
        var logits = model.Project(model.HiddenStates(rows.Prompts, rows.Completions, rows.Places)).to(ScalarType.Float32);
        var expected = nn.functional.cross_entropy(logits, rows.Labels, reduction: nn.Reduction.Sum);

        var (loss, _, gradient) = Of(model, rows);

        Assert.Equal(expected.item<float>(), loss, 1e-4);
        var difference = (gradient - model.Parameters.Gradient(expected)).to(ScalarType.Float32).norm() / gradient.to(ScalarType.Float32).norm();
        Assert.InRange(difference.item<float>(), 0, 0.02);
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
