namespace VanishingGradients.Rewards;

/// <summary>The reward of one completion cannot be used.</summary>
public sealed class TextRewardException : Exception
{
    private const int Shown = 200;

    /// <summary>Says of which completion.</summary>
    /// <param name="text">The completion and its prompt.</param>
    /// <param name="problem">What is wrong with its reward.</param>
    /// <param name="cause">What the reward threw, if it did.</param>
    public TextRewardException(CompletionText text, string problem, Exception? cause = null)
        : base(Message(text, problem), cause) => Text = text;

    /// <summary>The completion and its prompt, in full.</summary>
    public CompletionText Text { get; }

    private static new string Message(CompletionText text, string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"The reward of a completion {problem}. Prompt: '{Shorten(text.Prompt)}'. Completion: '{Shorten(text.Completion)}'. "
            + "Nothing was changed by it: correct the reward and continue the run.";
    }

    private static string Shorten(string text) => text.Length <= Shown ? text : text[..Shown] + "…";
}
