namespace VanishingGradients.Analysis.Census;

/// <summary>Where an input stands with respect to a std threshold ε and the declared reward range.</summary>
public enum VanishingKind
{
    /// <summary>std &gt; ε: the reward tells completions apart.</summary>
    None,

    /// <summary>std ≤ ε and mean ≤ lowest reward + ε: as good as all completions fail. Supervised finetuning moves it, RFT does
    /// not.</summary>
    AllMinimum,

    /// <summary>std ≤ ε and mean ≥ highest reward − ε: as good as all completions succeed. Nothing is left to learn.</summary>
    AllMaximum,

    /// <summary>std ≤ ε with the mean between the two: the completions differ, if at all, in ways the reward does not see.</summary>
    Flat,

    /// <summary>A single completion: the std is unknown.</summary>
    Unknown,
}
