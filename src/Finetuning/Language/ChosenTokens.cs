using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Some tokens of some completions, as a model reads them. Only these tokens are ever looked at, so nothing that a model computes at
/// padding can reach a number.</summary>
/// <param name="Prompts">B prompts, padded on the left.</param>
/// <param name="Completions">Their completions up to the last chosen token, padded on the right.</param>
/// <param name="Places">Places of the chosen tokens in the flattened completions, int64, shape [N].</param>
/// <param name="Ids">The chosen tokens, int64, shape [N].</param>
internal sealed record ChosenTokens(TokenRows Prompts, TokenRows Completions, Tensor Places, Tensor Ids)
{
    /// <summary>Chooses tokens.</summary>
    /// <param name="prompts">Ids of B prompts.</param>
    /// <param name="completions">Ids of a completion of each.</param>
    /// <param name="tokens">Row and position of N tokens, in any order.</param>
    /// <param name="device">Where the model is.</param>
    internal static ChosenTokens Of(
        IReadOnlyList<int[]> prompts, IReadOnlyList<int[]> completions, IReadOnlyList<(int Row, int Position)> tokens, Device device)
    {
        var lengths = new int[prompts.Count];
        foreach (var (row, position) in tokens)
        {
            lengths[row] = Math.Max(lengths[row], position + 1);
        }

        var read = TokenRows.PadRight([.. completions.Select((ids, row) => ids[..lengths[row]])], device: device);
        return new ChosenTokens(
            TokenRows.PadLeft(prompts, device: device),
            read,
            tensor(tokens.Select(token => (long)token.Row * read.Length + token.Position).ToArray(), device: device),
            tensor(tokens.Select(token => (long)completions[token.Row][token.Position]).ToArray(), device: device));
    }

    /// <summary>All tokens of completions, completion by completion.</summary>
    internal static ChosenTokens All(IReadOnlyList<int[]> prompts, IReadOnlyList<int[]> completions, Device device) =>
        Of(prompts, completions, [.. completions.SelectMany((ids, row) => ids.Select((_, position) => (row, position)))], device);

    /// <summary>The number N of tokens.</summary>
    internal int Count => (int)Places.numel();

    /// <summary>The states that the tokens are predicted from.</summary>
    /// <returns>Shape [N, d], with a graph to the model's <see cref="LanguageModel.Parameters"/> where one is recorded.</returns>
    internal Tensor HiddenStates(LanguageModel model) => model.TrainedStates(Prompts, Completions, Places);

    /// <summary>Values before the tokens.</summary>
    /// <returns>float64, shape [N], with a graph to the network's parameters where one is recorded.</returns>
    internal Tensor Values(ValueNetwork network) => network.TrainedValues(Prompts, Completions, Places).to(ScalarType.Float64);

    /// <summary>The chosen tokens' entries.</summary>
    /// <param name="table">Shape [N, V].</param>
    internal Tensor Taken(Tensor table) => table.gather(-1, Ids.unsqueeze(-1)).squeeze(-1);
}
