using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The gradient of a batch that is read in several passes.</summary>
internal static class BatchGradient
{
    /// <summary>Writes the gradient of the mean loss over the labelled tokens of the whole batch.</summary>
    /// <param name="gradient">Takes it, shape [P].</param>
    /// <param name="model">The model.</param>
    /// <param name="loss">The loss of that model.</param>
    /// <param name="batch">At least one pair.</param>
    /// <param name="labels">Labelled tokens of the batch.</param>
    /// <param name="options">Which tokens have a label, and how many pairs a pass has.</param>
    /// <param name="row">Told the sums of every pass.</param>
    internal static void Write(
        Tensor gradient,
        LanguageModel model,
        TokenLoss loss,
        IReadOnlyList<PromptCompletion> batch,
        long labels,
        SupervisedLanguageOptions options,
        StepsSinceRow row)
    {
        var isAdded = false;
        // Rows of like lengths have little padding between them.
        foreach (var pairs in batch.OrderBy(pair => pair.Length).Chunk(options.PairsPerPass))
        {
            using var pass = NewDisposeScope();
            var (sum, correct) = loss.WriteGradient(LabelledRows.Of(model, pairs, options.Tokens), 1.0 / labels, gradient, isAdded);
            row.AddPass(sum, correct);
            isAdded = true;
        }
    }
}
