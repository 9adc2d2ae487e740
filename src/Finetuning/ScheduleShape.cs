namespace VanishingGradients.Finetuning;

/// <summary>Shapes of a <see cref="LearningRateSchedule"/> after its warm-up.</summary>
public enum ScheduleShape
{
    /// <summary>The learning rate stays.</summary>
    Constant,

    /// <summary>It falls on a line to 0 at the end of the run.</summary>
    Linear,

    /// <summary>It falls on half a cosine to 0 at the end of the run.</summary>
    Cosine,
}
