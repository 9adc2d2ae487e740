namespace VanishingGradients.Experiments.Sweeps;

/// <summary>How far a run of a sweep is, as its folder tells.</summary>
public enum RunStatus
{
    /// <summary>Not started.</summary>
    Pending,

    /// <summary>A process is at work on it.</summary>
    Running,

    /// <summary>Started and stopped before its end; goes on from its checkpoint when launched again.</summary>
    Interrupted,

    /// <summary>Ended with an error; starts again when launched again.</summary>
    Failed,

    /// <summary>Its results are there.</summary>
    Finished,
}
