namespace VanishingGradients.Experiments.Runs;

/// <summary>A reward-std group of the controlled task.</summary>
public enum InputGroup
{
    /// <summary>The relabelled inputs, whose reward std is small after pretraining.</summary>
    Small,

    /// <summary>The other inputs.</summary>
    Large,
}
