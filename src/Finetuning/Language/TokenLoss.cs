using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The cross-entropy of labelled tokens.</summary>
internal static class TokenLoss
{
    /// <summary>Sums over the labelled tokens. Only their positions are projected to the vocabulary, which is most of the cost and memory of
    /// a pass with a large one.</summary>
    /// <remarks>The softmax is taken in float32, also of models in half precision, or in the model's own float64. Logits of 50,000 tokens in
    /// float64 would double the memory of the largest tensor, and the supervised loss has none of the small differences that need it.</remarks>
    /// <param name="model">The model.</param>
    /// <param name="rows">What it reads.</param>
    /// <returns>−Σ ln p(label), a scalar with a graph, and the number of labels that are the most probable token, a scalar without.</returns>
    internal static (Tensor Loss, Tensor Correct) Sums(LanguageModel model, LabelledRows rows)
    {
        var logits = model.Project(model.HiddenStates(rows.Prompts, rows.Completions, rows.Places));
        logits = logits.dtype == ScalarType.Float64 ? logits : logits.to(ScalarType.Float32);
        return (nn.functional.cross_entropy(logits, rows.Labels, reduction: nn.Reduction.Sum), logits.detach().argmax(-1).eq(rows.Labels).sum());
    }
}
