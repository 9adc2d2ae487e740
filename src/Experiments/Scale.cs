namespace VanishingGradients.Experiments;

/// <summary>How much of the paper's computation a run does.</summary>
public enum Scale
{
    /// <summary>Seconds: shows that everything works, not what the paper shows.</summary>
    Smoke,

    /// <summary>Minutes on two cores: shows what the paper shows.</summary>
    Course,

    /// <summary>As published.</summary>
    Paper,
}
