using VanishingGradients.Golden;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

/// <summary>BERT classifiers with one and several outputs against Hugging Face's, on padded and whole batches.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenBertTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string, string> Sets =>
    [
        .. from kind in new[] { "bert_cls", "bert_reg" }
           from set in GoldenData.GoldenSets(kind)
           select set,
    ];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Forward_loadedFolder_logitsLossAndGradientsEqualHuggingFace(string name, string set)
    {
        var folder = GoldenData.GoldenFolder(name);
        using var scope = NewDisposeScope();
        using var reference = new GoldenReference(folder);
        using var policy = Bert.Load(folder);
        string[] rows = ["input_ids", "attention_mask", "token_type_ids"];
        var logits = policy.call(stack([.. rows.Select(row => reference[$"{set}.{row}"])], 1));
        var labels = reference[$"{set}.labels"];
        var loss = labels.dtype == ScalarType.Int64
            ? nn.functional.cross_entropy(logits, labels)
            : nn.functional.mse_loss(logits.squeeze(1), labels);
        loss.backward();

        reference.Near($"{set}.logits", logits, Tolerance);
        Assert.Equal(1, loss.item<float>() / reference.Number($"{set}.loss"), Tolerance);
        var gradients = policy.named_parameters().ToDictionary(parameter => parameter.name, parameter => parameter.parameter.grad!);
        var total = Math.Sqrt(gradients.Values.Sum(gradient => gradient.square().sum().item<float>()));
        Assert.Equal(1, total / reference.Number($"{set}.grad_norm_total"), Tolerance);
        var norms = reference.NumbersByName($"{set}.grad_norms");
        Assert.Equal(norms.Keys.Order(), gradients.Keys.Order());
        // Softmax does not change with a key's bias: that gradient is rounding noise.
        Assert.All(norms.Where(norm => !norm.Key.EndsWith("key.bias", StringComparison.Ordinal)), norm =>
            Assert.Equal(1, gradients[norm.Key].norm().item<float>() / norm.Value, Tolerance));
        Assert.All(reference.NamesAfter($"{set}.grad."), name => reference.Near($"{set}.grad.{name}", gradients[name], Tolerance));
    }
}
