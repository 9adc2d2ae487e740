namespace VanishingGradients.Analysis.Monitor;

/// <summary>What a monitor makes of a run.</summary>
public enum TrainingVerdict
{
    /// <summary>Nothing was observed, or no reward std is known.</summary>
    NoData,

    /// <summary>Most inputs have a reward std, and no failure signature shows.</summary>
    Healthy,

    /// <summary>At least the alarm share of inputs vanishes, and at least half that share is stuck below the highest reward.</summary>
    Dead,

    /// <summary>At least the alarm share of inputs vanishes, nearly all of them at the highest reward.</summary>
    Solved,

    /// <summary>Most inputs have a reward std, but a failure signature shows.</summary>
    Suspect,
}
