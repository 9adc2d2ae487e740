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
        LabelledRows.Of(
            model,
            [.. Rows(reference, $"{set}.input_ids", reference[$"{set}.attention_mask"].ne(0)).Select(ids => new PromptCompletion(ids[..1], ids[1..]))],
            LossTokens.All));

    [Theory]
    [MemberData(nameof(Encoding))]
    public void Sums_encodingModelOnCompletions_equalHuggingFace(string name, string set) => Compare(name, set, (model, reference) =>
    {
        var labels = reference[$"{set}.labels"];
        var prompts = Rows(reference, $"{set}.input_ids", reference[$"{set}.attention_mask"].ne(0));
        var completions = Rows(reference, $"{set}.labels", labels.ne(-100));
        var rows = LabelledRows.Of(model, [.. prompts.Zip(completions, (prompt, completion) => new PromptCompletion(prompt, completion))], LossTokens.Completion);
        // One of the sets ignores labels in the middle of a completion, where its text goes on.
        var places = labels.ne(-100).flatten().nonzero().flatten();
        return set == "E" ? rows : rows with
        {
            Completions = new TokenRows(labels, labels.ne(-100).to(ScalarType.Int64)),
            Places = places,
            Labels = labels.flatten().index_select(0, places),
        };
    });

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
