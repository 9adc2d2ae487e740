using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The gradient of a batch that is read in several passes.</summary>
internal static class BatchGradient
{
    /// <summary>Gradient of the mean loss over the labelled tokens of the whole batch, shape [P].</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">At least one pair.</param>
    /// <param name="labels">Labelled tokens of the batch.</param>
    /// <param name="options">Which tokens have a label, and how many pairs a pass has.</param>
    /// <param name="row">Told the sums of every pass.</param>
    internal static Tensor Of(
        LanguageModel model, IReadOnlyList<PromptCompletion> batch, long labels, SupervisedLanguageOptions options, StepsSinceRow row)
    {
        Tensor? gradient = null;
        // Rows of like lengths have little padding between them.
        foreach (var pairs in batch.OrderBy(pair => pair.Length).Chunk(options.PairsPerPass))
        {
            using var pass = NewDisposeScope();
            var (loss, correct) = TokenLoss.Sums(model, LabelledRows.Of(model, pairs, options.Tokens));
            var part = model.Parameters.Gradient(loss / labels);
            row.AddPass(loss, correct);
            if (gradient is null)
            {
                gradient = part.MoveToOuterDisposeScope();
            }
            else
            {
                gradient.add_(part);
            }
        }

        return gradient!;
    }
}
