using VanishingGradients.Models.Language;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Prompts and completions of one forward pass, and which tokens have a label.</summary>
/// <remarks>
/// A decoder-only model is given the first token as prompt and everything else as completion: each token is then predicted from those before
/// it whether it belongs to the prompt or not, and rows are padded once, on the right. Labels are known by place and not by id, so a padding
/// id that is also the end is never mistaken.
/// </remarks>
/// <param name="Prompts">B prompts.</param>
/// <param name="Completions">B completions of T tokens.</param>
/// <param name="Places">Places of the N labelled tokens in [B · T], int64, shape [N].</param>
/// <param name="Labels">Their ids, int64, shape [N].</param>
internal sealed record LabelledRows(TokenRows Prompts, TokenRows Completions, Tensor Places, Tensor Labels)
{
    /// <summary>Batches pairs.</summary>
    /// <param name="model">The model that is to read them.</param>
    /// <param name="pairs">At least one pair.</param>
    /// <param name="tokens">Which tokens have a label.</param>
    internal static LabelledRows Of(LanguageModel model, IReadOnlyList<PromptCompletion> pairs, LossTokens tokens)
    {
        var device = model.parameters().First().device;
        var rows = pairs.Select(pair => model.DecoderStart is null ? AsOne(pair, tokens) : (pair.Prompt, pair.Completion, First: 0)).ToArray();
        var columns = rows.Max(row => row.Completion.Length);
        List<long> places = [], labels = [];
        foreach (var (row, (_, completion, first)) in rows.Index())
        {
            for (var column = first; column < completion.Length; column++)
            {
                places.Add((long)row * columns + column);
                labels.Add(completion[column]);
            }
        }

        return new LabelledRows(
            TokenRows.PadRight([.. rows.Select(row => row.Prompt)], device: device),
            TokenRows.PadRight([.. rows.Select(row => row.Completion)], device: device),
            tensor(places.ToArray(), device: device),
            tensor(labels.ToArray(), device: device));
    }

    private static (int[] Prompt, int[] Completion, int First) AsOne(PromptCompletion pair, LossTokens tokens) =>
        (pair.Prompt[..1], [.. pair.Prompt[1..], .. pair.Completion], tokens == LossTokens.All ? 0 : pair.Prompt.Length - 1);
}
