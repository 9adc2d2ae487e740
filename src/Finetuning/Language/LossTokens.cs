namespace VanishingGradients.Finetuning.Language;

/// <summary>Which tokens have a label.</summary>
public enum LossTokens
{
    /// <summary>Those of the completion.</summary>
    Completion,

    /// <summary>Those of prompt and completion but for the very first, as in pretraining and in the paper's supervised finetuning of causal
    /// models; not for models that encode their prompts.</summary>
    All,
}
