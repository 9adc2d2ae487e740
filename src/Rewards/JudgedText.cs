namespace VanishingGradients.Rewards;

/// <summary>What a learned reward reads.</summary>
public enum JudgedText
{
    /// <summary>The prompt and, right after it, the completion.</summary>
    PromptAndCompletion,

    /// <summary>The completion alone.</summary>
    Completion,
}
