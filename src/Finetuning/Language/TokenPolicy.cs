using VanishingGradients.Models.Language;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The policy over next tokens that a finetuning optimises: the whole softmax at a temperature, in float64.</summary>
/// <param name="model">The language model.</param>
/// <param name="temperature">Divides the logits.</param>
internal sealed class TokenPolicy(LanguageModel model, double temperature)
{
    // Logits of 128 tokens over a vocabulary of 50,000 weigh 25 MB.
    private const int TokensPerProduct = 128;

    /// <summary>ln p of every token of the vocabulary.</summary>
    /// <param name="tokens">N chosen tokens.</param>
    /// <returns>Shape [N, V], with a graph where one is recorded.</returns>
    internal Tensor Table(ChosenTokens tokens) => Normalised(model.Project(tokens.HiddenStates(model)));

    /// <summary>ln p of the chosen tokens; no graph is recorded.</summary>
    /// <param name="tokens">N chosen tokens.</param>
    /// <returns>Length N.</returns>
    internal double[] LogProbabilities(ChosenTokens tokens)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var hidden = tokens.HiddenStates(model);
        var taken = new List<double>(tokens.Count);
        foreach (var (start, count) in RowBlocks.Of(tokens.Count, TokensPerProduct))
        {
            using var piece = NewDisposeScope();
            var logits = model.Project(hidden.narrow(0, start, count));
            foreach (var (row, rows) in RowBlocks.Of(count, RowBlocks.Cached(model.Vocabulary, sizeof(double))))
            {
                using var part = NewDisposeScope();
                var ids = tokens.Ids.narrow(0, start + row, rows).unsqueeze(-1);
                taken.AddRange(Normalised(logits.narrow(0, row, rows)).gather(-1, ids).cpu().data<double>().ToArray());
            }
        }

        return [.. taken];
    }

    private Tensor Normalised(Tensor logits)
    {
        logits = logits.to(ScalarType.Float64);
        return nn.functional.log_softmax(temperature == 1 ? logits : logits / temperature, -1);
    }
}
