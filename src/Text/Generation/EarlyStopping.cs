namespace VanishingGradients.Text.Generation;

/// <summary>When beam search is done with a prompt whose pool of finished completions is full.</summary>
public enum EarlyStopping
{
    /// <summary>When the best unfinished completion, scored at its present length, is not above the worst of the pool: Hugging Face's
    /// <c>false</c>.</summary>
    WhenUnlikely,

    /// <summary>At once: Hugging Face's <c>true</c>.</summary>
    WhenFull,

    /// <summary>When no unfinished completion can come above the worst of the pool any more: Hugging Face's <c>"never"</c>.</summary>
    WhenImpossible,
}
