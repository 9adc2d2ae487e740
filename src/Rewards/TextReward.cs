namespace VanishingGradients.Rewards;

/// <summary>A reward r(x, y) of completions as texts. Derive from it, or make one of a function with <see cref="Each"/>.</summary>
public abstract class TextReward
{
    /// <summary>The range that every reward lies in.</summary>
    public abstract RewardRange Range { get; }

    /// <summary>Kind and parameters in words: by it, files of samples tell rewards apart. <value>Type and range; a reward with other parameters names
    /// them.</value></summary>
    public virtual string Description => $"{GetType().FullName} in {Range}";

    /// <summary>A reward that judges one text at a time.</summary>
    /// <param name="reward">The reward of a completion.</param>
    /// <param name="range">The range that it lies in.</param>
    /// <param name="name">Name and parameters for its <see cref="Description"/>; without it nothing but the range tells it from other functions.</param>
    public static TextReward Each(Func<CompletionText, double> reward, RewardRange range, string name = "a function")
    {
        ArgumentNullException.ThrowIfNull(reward);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new FunctionReward(reward, range, name);
    }

    /// <summary>The rewards of completions.</summary>
    /// <param name="texts">Prompts with their completions.</param>
    /// <returns>One reward for each, within <see cref="Range"/>.</returns>
    /// <exception cref="TextRewardException">The reward of one of them cannot be had, is not finite or lies outside of the range.</exception>
    public double[] Of(IReadOnlyList<CompletionText> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        double[] rewards;
        try
        {
            rewards = [.. Score(texts)];
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            throw Failure(texts, error);
        }

        if (rewards.Length != texts.Count)
        {
            throw new InvalidOperationException($"{GetType().Name} gave {rewards.Length} rewards for {texts.Count} completions; it must give one for each.");
        }

        var bad = Array.FindIndex(rewards, reward => !Range.Contains(reward));
        return bad < 0
            ? rewards
            : throw new TextRewardException(texts[bad], FormattableString.Invariant($"is {rewards[bad]}, but must lie in the declared range {Range}"));
    }

    /// <summary>The rewards of a batch; each must depend on its own text only.</summary>
    /// <param name="texts">At least one text.</param>
    /// <returns>One reward for each, in their order.</returns>
    protected abstract IReadOnlyList<double> Score(IReadOnlyList<CompletionText> texts);

    // One text spoils the batch: each alone tells which.
    private Exception Failure(IReadOnlyList<CompletionText> texts, Exception error)
    {
        foreach (var text in texts)
        {
            try
            {
                Score([text]);
            }
            catch (Exception cause) when (cause is not OperationCanceledException)
            {
                return new TextRewardException(text, $"cannot be had: {cause.Message}", cause);
            }
        }

        return new InvalidOperationException(
            $"{GetType().Name} fails on a batch of {texts.Count} completions, though on none of them alone: {error.Message}", error);
    }

    private sealed class FunctionReward(Func<CompletionText, double> reward, RewardRange range, string name) : TextReward
    {
        public override RewardRange Range => range;

        public override string Description => $"{name} in {range}";

        protected override IReadOnlyList<double> Score(IReadOnlyList<CompletionText> texts) => [.. texts.Select(reward)];
    }
}
