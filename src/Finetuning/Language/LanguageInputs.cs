using VanishingGradients.Rewards;
using VanishingGradients.Text;
using VanishingGradients.Text.Generation;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The inputs of reinforcement finetuning: prompts as ids, and the reward of what a policy writes after them.</summary>
public sealed class LanguageInputs
{
    private readonly IReadOnlyList<PromptText> _texts;

    /// <summary>Puts prompts and reward together.</summary>
    /// <param name="examples">Prompts with their references, if the reward compares with any. Where an example has no text, the tokenizer makes
    /// one of its ids.</param>
    /// <param name="tokenizer">Makes texts of completions, special ids left out.</param>
    /// <param name="reward">The reward.</param>
    /// <exception cref="ArgumentException">There is no example.</exception>
    public LanguageInputs(IReadOnlyList<LanguageExample> examples, ITokenizer tokenizer, TextReward reward)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(reward);
        if (examples.Count == 0)
        {
            throw new ArgumentException("At least one prompt is needed.", nameof(examples));
        }

        (Prompts, Tokenizer, Reward) = ([.. examples.Select(example => example.Prompt)], tokenizer, reward);
        _texts =
        [
            .. examples.Select(example => example.Text ?? new PromptText(
                tokenizer.Decode(example.Prompt), [.. example.Completions.Select(completion => tokenizer.Decode(completion))])),
        ];
    }

    /// <summary>The number of prompts.</summary>
    public int Count => Prompts.Count;

    /// <summary>Ids of every prompt.</summary>
    public IReadOnlyList<int[]> Prompts { get; }

    /// <summary>Makes texts of completions.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>The reward.</summary>
    public TextReward Reward { get; }

    /// <summary>Ids with a meaning of their own, which an action mask never forbids.</summary>
    internal IReadOnlyList<int> SpecialIds => [.. new[]
        {
            Tokenizer.Special.Padding, Tokenizer.Special.Beginning, Tokenizer.Special.End, Tokenizer.Special.Unknown,
            Tokenizer.Special.Classification, Tokenizer.Special.Separator, Tokenizer.Special.Mask,
        }.OfType<int>().Distinct()];

    /// <summary>The text of a prompt.</summary>
    /// <param name="input">Its position.</param>
    public string Text(int input) => _texts[input].Prompt;

    /// <summary>The references that the reward compares completions with.</summary>
    /// <param name="input">Position of the prompt.</param>
    public IReadOnlyList<string> References(int input) => _texts[input].References;

    /// <summary>Completions with their rewards.</summary>
    /// <param name="inputs">Positions of the prompts.</param>
    /// <param name="completions">A completion of each.</param>
    /// <exception cref="TextRewardException">See <see cref="TextReward.Of"/>.</exception>
    public IReadOnlyList<RolloutSample> Judge(IReadOnlyList<int> inputs, IReadOnlyList<Completion> completions)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(completions);
        CompletionText[] texts =
        [
            .. inputs.Zip(completions, (input, completion) =>
                new CompletionText(_texts[input].Prompt, Tokenizer.Decode(completion.Ids), _texts[input].References)
                {
                    Text = _texts[input].Prompt + Continuation(Prompts[input], completion.Ids),
                }),
        ];
        return [.. Reward.Of(texts).Select((reward, i) => new RolloutSample(inputs[i], texts[i].Prompt, texts[i].Completion, reward))];
    }

    // With the space before it, if the tokenizer writes one between the two.
    private string Continuation(int[] prompt, int[] completion)
    {
        var (before, whole) = (Tokenizer.Decode(prompt), Tokenizer.Decode([.. prompt, .. completion]));
        return whole.StartsWith(before, StringComparison.Ordinal) ? whole[before.Length..] : Tokenizer.Decode(completion);
    }
}
