using VanishingGradients.Golden;
using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Loss and gradient against Hugging Face's, whose ignored labels are −100.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenTokenLossTests
{
    private const double Tolerance = 1e-4;
    private const int Ignored = -100;

    public static TheoryData<string, string> Causal => [.. GoldenData.GoldenSets("gpt2")];

    public static TheoryData<string, string> Encoding => [.. GoldenData.GoldenSets("t5_")];

    [Theory]
    [MemberData(nameof(Causal))]
    public void Sums_causalModelOnAllTokens_equalHuggingFace(string name, string set) => Compare(name, set, (model, reference) =>
    {
        var mask = reference[$"{set}.attention_mask"].ne(0);
        var texts = Rows(reference, $"{set}.input_ids", mask);
        var rows = LabelledRows.Of(model, [.. texts.Select(ids => new PromptCompletion(ids[..1], ids[1..]))], LossTokens.All);
        // Some sets ignore labels in the middle of their texts.
        int[][] labels = [.. Rows(reference, $"{set}.labels", mask).Select(row => row[1..])];
        return labels.Any(row => row.Contains(Ignored)) ? Labelled(rows, Padded(labels, rows.Completions.Length)) : rows;
    });

    [Theory]
    [MemberData(nameof(Encoding))]
    public void Sums_encodingModelOnCompletions_equalHuggingFace(string name, string set) => Compare(name, set, (model, reference) =>
    {
        var labels = reference[$"{set}.labels"];
        var mask = labels.ne(Ignored);
        var pairs = Rows(reference, $"{set}.input_ids", reference[$"{set}.attention_mask"].ne(0))
            .Zip(Rows(reference, $"{set}.labels", mask), (prompt, completion) => new PromptCompletion(prompt, completion));
        var rows = LabelledRows.Of(model, [.. pairs], LossTokens.Completion);
        // Some completions go on after ignored labels.
        var (earlier, later) = (mask.narrow(1, 0, mask.shape[1] - 1), mask.narrow(1, 1, mask.shape[1] - 1));
        return later.logical_and(earlier.logical_not()).any().item<bool>() ? Labelled(rows with { Completions = new TokenRows(labels, mask.to(ScalarType.Int64)) }, labels) : rows;
    });

    private static LabelledRows Labelled(LabelledRows rows, Tensor labels)
    {
        var places = labels.ne(Ignored).flatten().nonzero().flatten();
        return rows with { Places = places, Labels = labels.flatten().index_select(0, places) };
    }

    private static Tensor Padded(int[][] labels, long length)
    {
        var values = full([labels.Length, length], Ignored, ScalarType.Int64);
        foreach (var (i, row) in labels.Index())
        {
            values[i].narrow(0, 0, row.Length).copy_(tensor(row.Select(label => (long)label).ToArray()));
        }

        return values;
    }

    private static void Compare(string name, string set, Func<LanguageModel, GoldenReference, LabelledRows> read)
    {
        var folder = GoldenData.GoldenFolder(name);
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(folder);
        using var model = LanguageModels.Load(folder);
        using var tokenLoss = new TokenLoss(model);
        var gradient = empty_like(model.Parameters.Values);
        var rows = read(model, reference);
        var labels = rows.Labels.shape[0];
        var loss = tokenLoss.WriteGradient(rows, 1.0 / labels, gradient, isAdded: false).Loss.item<double>() / labels;
        Assert.Equal(1, loss / reference.Number($"{set}.loss"), Tolerance);
        Assert.Equal(1, gradient.norm().item<float>() / reference.Number($"{set}.grad_norm_total"), Tolerance);
    }

    private static IEnumerable<int[]> Rows(GoldenReference reference, string name, Tensor chosen)
    {
        var ids = reference[name];
        for (var row = 0; row < ids.shape[0]; row++)
        {
            yield return [.. ids[row].masked_select(chosen[row]).data<long>().ToArray().Select(id => (int)id)];
        }
    }
}
