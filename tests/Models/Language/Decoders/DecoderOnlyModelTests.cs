using static TorchSharp.torch;

namespace VanishingGradients.Models.Language.Decoders;

public sealed class DecoderOnlyModelTests
{
    private static readonly int[][] Prompts = [[3, 1, 4], [1, 5, 9, 2, 6], [7]];
    private static readonly int[][] Completions = [[5, 3, 5, 8], [9], [7, 9, 3]];

    public static TheoryData<string> Kinds => ["gpt2", "llama"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void HiddenStates_paddingOnEitherSide_changesNothing(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = TinyDecoders.Draw(kind);
        var completions = TokenRows.PadRight(Completions, padding: 11);
        var left = model.HiddenStates(TokenRows.PadLeft(Prompts, padding: 13), completions);
        var right = model.HiddenStates(TokenRows.PadRight(Prompts), completions);
        Assert.Equal([3, 4, model.HiddenSize], left.shape);
        for (var row = 0; row < Prompts.Length; row++)
        {
            var length = Completions[row].Length;
            var alone = model.HiddenStates(TokenRows.PadLeft([Prompts[row]]), TokenRows.PadRight([Completions[row]]))[0];
            Assert.True(alone.allclose(left[row].narrow(0, 0, length), atol: 1e-12));
            Assert.True(alone.allclose(right[row].narrow(0, 0, length), atol: 1e-12));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Advance_cacheThatGrows_logitsAreThoseOfTheWholeSequence(string kind)
    {
        const int tokens = 120;
        using var scope = NewDisposeScope();
        using var model = TinyDecoders.Draw(kind);
        int[][] completions = [.. Prompts.Select((_, row) => Enumerable.Range(0, tokens).Select(t => (5 * t + row) % 20).ToArray())];
        var expected = model.Project(model.HiddenStates(TokenRows.PadLeft(Prompts), TokenRows.PadRight(completions)));
        foreach (var prompts in new[] { TokenRows.PadLeft(Prompts), TokenRows.PadRight(Prompts) })
        {
            using var state = model.Start(prompts);
            for (var t = 0; t < tokens; t++)
            {
                Assert.True(state.Logits.allclose(expected.select(1, t), atol: 1e-10));
                model.Advance(state, tensor(completions.Select(row => (long)row[t]).ToArray()));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Select_rowsReorderedAndTwice_decodeAsIfStartedSo(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = TinyDecoders.Draw(kind);
        int[] rows = [2, 0, 2, 1];
        using var selected = model.Start(TokenRows.PadLeft(Prompts));
        using var expected = model.Start(TokenRows.PadLeft([.. rows.Select(row => Prompts[row])]));
        selected.Select(tensor(rows.Select(row => (long)row).ToArray()));
        for (var t = 0; t < 3; t++)
        {
            Assert.True(selected.Logits.allclose(expected.Logits, atol: 1e-12));
            var next = tensor(new long[] { t, 4, 2, 8 });
            model.Advance(selected, next);
            model.Advance(expected, next);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void HiddenStates_ofSomePlaces_areThoseOfAll(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = TinyDecoders.Draw(kind);
        var completions = TokenRows.PadRight(Completions);
        TokenRows[] all = [TokenRows.PadLeft(Prompts), TokenRows.PadRight(Prompts), TokenRows.PadLeft([.. Prompts.Select(prompt => prompt[..1])])];
        foreach (var prompts in all)
        {
            var places = tensor(new long[] { completions.Length, 1, 0, 1 });
            var expected = model.HiddenStates(prompts, completions).flatten(0, 1).index_select(0, places);
            Assert.True(model.HiddenStates(prompts, completions, places).allclose(expected, atol: 1e-12));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void HiddenStates_withSecondDerivatives_haveTheSameValuesAndGradients(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = TinyDecoders.Draw(kind);
        foreach (var prompts in new[] { Prompts, [.. Prompts.Select(prompt => prompt[..1])] })
        {
            Tensor Gradient() => model.Parameters.Gradient(
                model.HiddenStates(TokenRows.PadLeft(prompts), TokenRows.PadRight(Completions), tensor(new long[] { 0, 1 })).square().sum());
            model.HasSecondDerivatives = false;
            var fused = Gradient();
            model.HasSecondDerivatives = true;
            Assert.True(Gradient().allclose(fused, rtol: 1e-9, atol: 1e-9));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void HiddenStates_gradientOfAGradient_exists(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = TinyDecoders.Draw(kind);
        model.HasSecondDerivatives = true;
        var hidden = model.HiddenStates(TokenRows.PadLeft(Prompts), TokenRows.PadRight(Completions));
        var parameter = model.parameters().First();
        var gradient = autograd.grad([model.Project(hidden).square().mean()], [parameter], retain_graph: true, create_graph: true)[0];
        Assert.True(autograd.grad([gradient.square().sum()], [parameter])[0].isfinite().all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Context_exceeded_throws(string kind)
    {
        using var scope = NewDisposeScope();
        using var model = TinyDecoders.Draw(kind);
        int[] longest = [.. Enumerable.Repeat(1, 150)];
        using var state = model.Start(TokenRows.PadLeft([longest, [1]]));
        Assert.Contains("full", Assert.Throws<ArgumentException>(() => model.Advance(state, tensor(new long[] { 1, 1 }))).Message, StringComparison.Ordinal);
        Assert.Contains("151", Assert.Throws<ArgumentException>(() => model.Start(TokenRows.PadLeft([[.. longest, 1]]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.HiddenStates(TokenRows.PadLeft([longest]), TokenRows.PadRight([[1, 1]])));
        // The last token is predicted, not read; and padding takes no position.
        Assert.Equal([2, 1, model.HiddenSize], model.HiddenStates(TokenRows.PadRight([longest, [1]]), TokenRows.PadRight([[1], [1]])).shape);
    }

    [Fact]
    public void Calls_thatDoNotFit_throw()
    {
        using var scope = NewDisposeScope();
        using var model = TinyDecoders.Draw("gpt2");
        using var other = TinyDecoders.Draw("gpt2");
        using var state = model.Start(TokenRows.PadLeft(Prompts));
        Assert.Throws<ArgumentException>(() => other.Advance(state, zeros(3, ScalarType.Int64)));
        Assert.Throws<ArgumentException>(() => model.HiddenStates(TokenRows.PadLeft(Prompts), TokenRows.PadRight([[1]])));
        Assert.Throws<ArgumentException>(() => model.HiddenStates(TokenRows.PadLeft([[1]]), TokenRows.PadRight([[]])));
        Assert.Throws<ArgumentException>(() => TokenRows.PadLeft([]));
    }
}
