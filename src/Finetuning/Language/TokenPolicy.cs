using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The policy over next tokens that a finetuning optimises: the whole softmax at a temperature, in float64.</summary>
/// <param name="model">The language model.</param>
/// <param name="temperature">Divides the logits.</param>
internal sealed class TokenPolicy(LanguageModel model, double temperature)
{
    // Float64 tables over a vocabulary of 50,000 weigh 50 MB for every 128 tokens.
    private const int TokensPerTable = 128;

    /// <summary>ln p of every token of the vocabulary.</summary>
    /// <param name="tokens">N chosen tokens.</param>
    /// <returns>Shape [N, V], with a graph where one is recorded.</returns>
    internal Tensor Table(ChosenTokens tokens) => Table(tokens.HiddenStates(model));

    /// <summary>ln p of the chosen tokens; no graph is recorded.</summary>
    /// <param name="tokens">N chosen tokens.</param>
    /// <returns>Length N.</returns>
    internal double[] LogProbabilities(ChosenTokens tokens)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var hidden = tokens.HiddenStates(model);
        var taken = new List<Tensor>();
        for (var start = 0; start < tokens.Count; start += TokensPerTable)
        {
            using var piece = NewDisposeScope();
            var count = Math.Min(TokensPerTable, tokens.Count - start);
            var ids = tokens.Ids.narrow(0, start, count).unsqueeze(-1);
            taken.Add(Table(hidden.narrow(0, start, count)).gather(-1, ids).squeeze(-1).MoveToOuterDisposeScope());
        }

        return cat([.. taken]).cpu().data<double>().ToArray();
    }

    private Tensor Table(Tensor hidden)
    {
        var logits = model.Project(hidden).to(ScalarType.Float64);
        return nn.functional.log_softmax(temperature == 1 ? logits : logits / temperature, -1);
    }
}
