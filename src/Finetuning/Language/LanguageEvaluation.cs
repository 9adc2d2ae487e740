using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>How well a model predicts reference completions.</summary>
/// <param name="Loss">Mean cross-entropy of the labelled tokens, in nats.</param>
/// <param name="Accuracy">Share of them that are the most probable token.</param>
/// <param name="Labels">Their number.</param>
public sealed record LanguageEvaluation(double Loss, double Accuracy, long Labels)
{
    /// <summary>exp(<see cref="Loss"/>).</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>Evaluates a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="examples">Examples; every reference completion counts.</param>
    /// <param name="tokens">Which tokens have a label.</param>
    /// <param name="pairsPerPass">Most pairs of one forward pass.</param>
    /// <param name="cancellation">Observed before every pass.</param>
    /// <exception cref="LanguageExampleException">An example does not fit the model.</exception>
    public static LanguageEvaluation Of(
        LanguageModel model,
        IReadOnlyList<LanguageExample> examples,
        LossTokens tokens = LossTokens.Completion,
        int pairsPerPass = 16,
        CancellationToken cancellation = default)
    {
        ExampleCheck.Require(model, examples, tokens);
        using var tokenLoss = new TokenLoss(model);
        var (loss, correct, labels) = (0.0, 0.0, 0L);
        // Rows of like lengths have little padding between them.
        foreach (var pairs in PromptCompletion.Of(examples).OrderBy(pair => pair.Length).Chunk(pairsPerPass))
        {
            cancellation.ThrowIfCancellationRequested();
            using var pass = NewDisposeScope();
            var sums = tokenLoss.Sums(LabelledRows.Of(model, pairs, tokens));
            loss += sums.Loss.item<double>();
            correct += sums.Correct.item<double>();
            labels += pairs.Sum(pair => (long)pair.Labels(tokens));
        }

        return new LanguageEvaluation(loss / labels, correct / labels, labels);
    }
}
