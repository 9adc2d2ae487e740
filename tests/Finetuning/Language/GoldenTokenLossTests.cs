using VanishingGradients.Golden;
using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Loss and gradient against Hugging Face's, whose ignored labels are −100.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenTokenLossTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string, string> Causal =>
        [.. from folder in GoldenData.GoldenFolders("gpt2") from set in new[] { "A", "B", "C" } select (folder, set)];

    public static TheoryData<string, string> Encoding =>
        [.. from folder in GoldenData.GoldenFolders("t5_") from set in new[] { "E", "U" } select (folder, set)];

    [Theory]
    [MemberData(nameof(Causal))]
    public void Sums_causalModelOnAllTokens_equalHuggingFace(string name, string set) => Compare(name, set, (model, reference) =>
    {
        var texts = Rows(reference, $"{set}.input_ids", reference[$"{set}.attention_mask"].ne(0));
        var rows = LabelledRows.Of(model, [.. texts.Select(ids => new PromptCompletion(ids[..1], ids[1..]))], LossTokens.All);
        // One of the sets ignores labels in the middle of its texts.
        return set == "A" ? Labelled(rows, reference["A.labels"].narrow(1, 1, rows.Completions.Length)) : rows;
    });

    [Theory]
    [MemberData(nameof(Encoding))]
    public void Sums_encodingModelOnCompletions_equalHuggingFace(string name, string set) => Compare(name, set, (model, reference) =>
    {
        var labels = reference[$"{set}.labels"];
        var mask = labels.ne(-100);
        var pairs = Rows(reference, $"{set}.input_ids", reference[$"{set}.attention_mask"].ne(0))
            .Zip(Rows(reference, $"{set}.labels", mask), (prompt, completion) => new PromptCompletion(prompt, completion));
        var rows = LabelledRows.Of(model, [.. pairs], LossTokens.Completion);
        // Here the completion goes on after ignored labels.
        return set == "U" ? Labelled(rows with { Completions = new TokenRows(labels, mask.to(ScalarType.Int64)) }, labels) : rows;
    });

    private static LabelledRows Labelled(LabelledRows rows, Tensor labels)
    {
        var places = labels.ne(-100).flatten().nonzero().flatten();
        return rows with { Places = places, Labels = labels.flatten().index_select(0, places) };
    }

    private static void Compare(string name, string set, Func<LanguageModel, GoldenReference, LabelledRows> read)
    {
        var folder = GoldenData.GoldenFolder(name);
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(folder);
        using var model = LanguageModels.Load(folder);
        var parameters = model.Parameters;
        var rows = read(model, reference);
        var loss = TokenLoss.Sums(model, rows).Loss / rows.Labels.shape[0];
        Assert.Equal(1, loss.item<float>() / reference.Number($"{set}.loss"), Tolerance);
        Assert.Equal(1, parameters.Gradient(loss).norm().item<float>() / reference.Number($"{set}.grad_norm_total"), Tolerance);
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
