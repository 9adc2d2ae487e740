using VanishingGradients.Models.Language;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The cross-entropy of labelled tokens and its gradient.</summary>
/// <remarks>
/// Only positions with a label are projected to the vocabulary, some of them at a time, and their logits become probabilities and then derivatives in
/// the place where they are: with a vocabulary of 50,000 logits are the largest tensor of a step, and a graph would hold several of their size.
/// The softmax is taken in float32, also of models in half precision, or in the model's own float64: the supervised loss has none of the small
/// differences that need it.
/// </remarks>
/// <param name="model">The model.</param>
internal sealed class TokenLoss(LanguageModel model) : IDisposable
{
    private Tensor? _logits;

    /// <summary>Sums over the labelled tokens; no graph is recorded.</summary>
    /// <param name="rows">What the model reads.</param>
    /// <returns>−Σ ln p(label) and the number of labels that no token is more probable than, scalars of float64.</returns>
    internal (Tensor Loss, Tensor Correct) Sums(LabelledRows rows)
    {
        using var noGrad = no_grad();
        return Sums(model.HiddenStates(rows.Prompts, rows.Completions, rows.Places), rows.Labels, factor: 0, derivatives: null, words: null, isAdded: false);
    }

    /// <summary>The same, and the gradient of a multiple of the loss.</summary>
    /// <param name="rows">What the model reads.</param>
    /// <param name="factor">Multiplies the loss in the gradient.</param>
    /// <param name="gradient">Takes the gradient, shape [P].</param>
    /// <param name="isAdded">Whether it is added to what is there.</param>
    internal (Tensor Loss, Tensor Correct) WriteGradient(LabelledRows rows, double factor, Tensor gradient, bool isAdded)
    {
        var hidden = model.TrainedStates(rows.Prompts, rows.Completions, rows.Places);
        var derivatives = empty_like(hidden);
        var isBodyTrained = hidden.requires_grad;
        if (!isBodyTrained && !isAdded)
        {
            gradient.zero_();
        }

        var sums = Sums(hidden.detach(), rows.Labels, factor, derivatives, model.Parameters.Part(gradient, model.OutputWords), isAdded);
        if (isBodyTrained)
        {
            model.Parameters.WriteGradient(hidden, derivatives, gradient, model.OutputWords, isAdded);
        }

        return sums;
    }

    /// <inheritdoc />
    public void Dispose() => _logits?.Dispose();

    private (Tensor Loss, Tensor Correct) Sums(Tensor hidden, Tensor labels, double factor, Tensor? derivatives, Tensor? words, bool isAdded)
    {
        using var noGrad = no_grad();
        var (loss, correct) = (zeros(1, ScalarType.Float64, hidden.device), zeros(1, ScalarType.Float64, hidden.device));
        var table = model.OutputWords.t();
        var rows = Reserved(hidden);
        foreach (var (start, count) in RowBlocks.Of(hidden.shape[0], rows))
        {
            using var scope = NewDisposeScope();
            var states = model.Scaled(hidden.narrow(0, start, count));
            var logits = _logits!.narrow(0, 0, count).addmm_(states, table, beta: 0, alpha: 1);
            Softmax(logits, labels.narrow(0, start, count).unsqueeze(1), factor, loss, correct, derivatives is not null);
            if (derivatives is not null)
            {
                derivatives.narrow(0, start, count).copy_(model.Scaled(logits.mm(model.OutputWords)));
                words?.addmm_(logits.t(), states, beta: isAdded || start > 0 ? 1 : 0, alpha: 1);
            }
        }

        return (loss, correct);
    }

    // Rows enough that reading the words' vectors, and writing their gradient, is little beside the arithmetic.
    private long Reserved(Tensor hidden)
    {
        var rows = Math.Min(hidden.shape[0], Math.Max(model.HiddenSize / 2, RowBlocks.Cached(model.Vocabulary, sizeof(float))));
        if (_logits is null || _logits.shape[0] < rows)
        {
            _logits?.Dispose();
            _logits = empty([rows, model.Vocabulary], dtype: hidden.dtype, device: hidden.device).DetachFromDisposeScope();
        }

        return rows;
    }

    private static void Softmax(Tensor logits, Tensor labels, double factor, Tensor loss, Tensor correct, bool hasDerivatives)
    {
        foreach (var (start, count) in RowBlocks.Of(logits.shape[0], RowBlocks.Cached(logits.shape[1], sizeof(float))))
        {
            using var scope = NewDisposeScope();
            var part = logits.narrow(0, start, count);
            var values = part.dtype == ScalarType.Float64 ? part : part.to(ScalarType.Float32);
            var ids = labels.narrow(0, start, count);
            var label = values.gather(1, ids);
            var most = values.amax([1], keepdim: true);
            correct.add_(label.ge(most).sum());
            var sum = values.sub_(most).exp_().sum(1, keepdim: true);
            loss.add_((most + sum.log() - label).sum(ScalarType.Float64));
            if (hasDerivatives)
            {
                values.mul_(factor / sum).scatter_add_(1, ids, full_like(label, -factor));
                if (part.dtype != values.dtype)
                    part.copy_(values);
            }
        }
    }
}
