using VanishingGradients.Rewards;
using VanishingGradients.Text;
using VanishingGradients.Text.Generation;

namespace VanishingGradients.Finetuning.Language;

/// <summary>The inputs of reinforcement finetuning: prompts as ids, and the reward of what a policy writes after them.</summary>
public sealed class LanguageInputs
{
    private readonly ITokenizer _tokenizer;
    private readonly IReadOnlyList<string> _texts;
    private readonly IReadOnlyList<IReadOnlyList<string>>? _references;

    /// <summary>Puts prompts and reward together.</summary>
    /// <param name="prompts">Ids of every prompt.</param>
    /// <param name="tokenizer">Makes texts of completions, special ids left out.</param>
    /// <param name="reward">The reward.</param>
    /// <param name="texts">The prompts as texts; null for what the tokenizer makes of their ids.</param>
    /// <param name="references">Reference completions of every prompt; null where the reward needs none.</param>
    /// <exception cref="ArgumentException">There is no prompt, or the lists differ in length.</exception>
    public LanguageInputs(
        IReadOnlyList<int[]> prompts,
        ITokenizer tokenizer,
        TextReward reward,
        IReadOnlyList<string>? texts = null,
        IReadOnlyList<IReadOnlyList<string>>? references = null)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(reward);
        if (prompts.Count == 0 || (texts?.Count ?? prompts.Count) != prompts.Count || (references?.Count ?? prompts.Count) != prompts.Count)
        {
            throw new ArgumentException(
                $"{prompts.Count} prompts with {texts?.Count ?? prompts.Count} texts and {references?.Count ?? prompts.Count} lists of references: "
                + "there must be at least one prompt, and a text and a list for each.",
                nameof(prompts));
        }

        (Prompts, _tokenizer, Reward, _references) = (prompts, tokenizer, reward, references);
        _texts = texts ?? [.. prompts.Select(prompt => tokenizer.Decode(prompt))];
    }

    /// <summary>The number of prompts.</summary>
    public int Count => Prompts.Count;

    /// <summary>Ids of every prompt.</summary>
    public IReadOnlyList<int[]> Prompts { get; }

    /// <summary>The reward.</summary>
    public TextReward Reward { get; }

    /// <summary>Ids with a meaning of their own, which an action mask never forbids.</summary>
    internal IReadOnlyList<int> SpecialIds => [.. new[]
        {
            _tokenizer.Special.Padding, _tokenizer.Special.Beginning, _tokenizer.Special.End, _tokenizer.Special.Unknown,
            _tokenizer.Special.Classification, _tokenizer.Special.Separator, _tokenizer.Special.Mask,
        }.OfType<int>().Distinct()];

    /// <summary>The text of a prompt.</summary>
    /// <param name="input">Its position.</param>
    public string Text(int input) => _texts[input];

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
                new CompletionText(_texts[input], _tokenizer.Decode(completion.Ids), _references?[input] ?? [])),
        ];
        return [.. Reward.Of(texts).Select((reward, i) => new RolloutSample(inputs[i], texts[i].Prompt, texts[i].Completion, reward))];
    }
}
