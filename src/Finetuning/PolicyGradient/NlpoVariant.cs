namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Which of RL4LMs' two policy classes a mask follows; they differ in how many tokens always stay.</summary>
public enum NlpoVariant
{
    /// <summary>Decoder-only models: exactly the number asked for.</summary>
    Causal,

    /// <summary>Encoder-decoder models: one more than asked for, unless one was asked for.</summary>
    SequenceToSequence,
}
