namespace VanishingGradients.Text.Generation;

/// <summary>A prompt that cannot be continued.</summary>
/// <param name="prompt">Its place among the given ones.</param>
/// <param name="problem">What is wrong with it, and what to do.</param>
public sealed class PromptException(int prompt, string problem) : ArgumentException($"Prompt {prompt}: {problem}")
{
    /// <summary>Its place among the given ones.</summary>
    public int Prompt { get; } = prompt;
}
