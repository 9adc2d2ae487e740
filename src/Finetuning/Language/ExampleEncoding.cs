using VanishingGradients.Data;
using VanishingGradients.Text;

namespace VanishingGradients.Finetuning.Language;

/// <summary>How texts become examples: pure data.</summary>
/// <remarks>
/// Prompt and completion are tokenized apart, so that training reads the ids that generation continues. The official code of causal tasks
/// tokenizes them as one text; the ids differ where a pair of characters is merged across the join, as it may be in IMDB, whose texts are cut
/// between two words. Padding is no matter here: rows are padded when they are batched, with masks made from their lengths.
/// </remarks>
public sealed record ExampleEncoding
{
    /// <summary>The supervised finetuning of the paper's tasks with T5: prompts and completions of at most 512 ids, the limit of T5's tokenizer,
    /// cut at the right, the end appended. Reinforcement finetuning has limits of its own for every task.</summary>
    public static ExampleEncoding T5 { get; } = new() { MaxPromptTokens = 512, MaxCompletionTokens = 512 };

    /// <summary>The paper's DailyDialog: prompts of at most 128 ids cut at the left, no end appended, since every utterance ends with
    /// <c>&lt;EOU&gt;</c>.</summary>
    public static ExampleEncoding DailyDialog { get; } = new() { MaxPromptTokens = 128, Truncation = TruncatedSide.Left, AppendEnd = false };

    /// <summary>The paper's IMDB: prompts of at most 64 ids cut at the left, no end appended.</summary>
    public static ExampleEncoding Imdb { get; } = new() { MaxPromptTokens = 64, Truncation = TruncatedSide.Left, AppendEnd = false };

    /// <summary>Most ids of a prompt; null for any number. <value>null.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaxPromptTokens { get; init => field = AtLeastOne(value, nameof(MaxPromptTokens)); }

    /// <summary>Which side of a longer prompt is dropped. <value>Right (most of the paper's tasks).</value></summary>
    public TruncatedSide Truncation { get; init; } = TruncatedSide.Right;

    /// <summary>Most ids of a completion, the end included; the rest before the end is dropped. Null for any number.
    /// <value>null.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaxCompletionTokens { get; init => field = AtLeastOne(value, nameof(MaxCompletionTokens)); }

    /// <summary>Whether completions end with the tokenizer's end id. <value>true: the policy learns to end.</value></summary>
    public bool AppendEnd { get; init; } = true;

    /// <summary>Encodes texts.</summary>
    /// <param name="texts">Prompts with their references.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <returns>One example for every text, in their order.</returns>
    /// <exception cref="LanguageExampleException">A prompt or a reference has no ids.</exception>
    /// <exception cref="ArgumentException">An end is to be appended, but the tokenizer has none.</exception>
    public IReadOnlyList<LanguageExample> Encode(IReadOnlyList<PromptText> texts, ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (AppendEnd && tokenizer.Special.End is null)
        {
            throw new ArgumentException($"{nameof(AppendEnd)} is set, but the tokenizer has no end id.", nameof(tokenizer));
        }

        return
        [
            .. texts.Select((text, i) => new LanguageExample(
                Required(i, "prompt", Prompt(text.Prompt, tokenizer)),
                [.. text.References.Select(reference => Required(i, "completion", Completion(reference, tokenizer)))],
                text)),
        ];
    }

    private int[] Prompt(string text, ITokenizer tokenizer)
    {
        var ids = tokenizer.Encode(text);
        if (MaxPromptTokens is not { } most || ids.Length <= most)
        {
            return ids;
        }

        // What stands at the beginning of every text stays there.
        var kept = ids[0] == tokenizer.Special.Beginning ? 1 : 0;
        return Truncation == TruncatedSide.Right ? tokenizer.Encode(text, most) : [.. ids[..kept], .. ids[^(most - kept)..]];
    }

    private int[] Completion(string text, ITokenizer tokenizer)
    {
        var ids = tokenizer.Encode(text);
        if (ids is [var first, ..] && first == tokenizer.Special.Beginning)
        {
            ids = ids[1..];
        }

        if (ids is [.., var last] && last == tokenizer.Special.End)
        {
            ids = ids[..^1];
        }

        // An end alone is no completion, and is refused as an empty one.
        return ids.Length == 0 ? [] : [.. ids.Take((MaxCompletionTokens ?? int.MaxValue) - (AppendEnd ? 1 : 0)), .. End(tokenizer)];
    }

    private IEnumerable<int> End(ITokenizer tokenizer) => AppendEnd ? [tokenizer.Special.End!.Value] : [];

    private static int[] Required(int example, string part, int[] ids) => ids.Length > 0
        ? ids
        : throw new LanguageExampleException(example, $"its {part} is empty: the text has no token. Leave the example out, or begin it with a token.");

    private static int? AtLeastOne(int? value, string name) => value is { } number ? OptionCheck.AtLeastOne(number, name) : null;
}
