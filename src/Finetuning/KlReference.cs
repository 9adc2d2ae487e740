namespace VanishingGradients.Finetuning;

/// <summary>The policy that a KL penalty keeps the trained one close to.</summary>
public enum KlReference
{
    /// <summary>The policy as it was when the run started.</summary>
    InitialPolicy,

    /// <summary>The uniform distribution over the outputs.</summary>
    Uniform,
}
