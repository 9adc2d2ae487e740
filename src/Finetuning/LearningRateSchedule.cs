using VanishingGradients.Data;

namespace VanishingGradients.Finetuning;

/// <summary>How the learning rate changes over a run, as Hugging Face's schedulers of the same names compute it.</summary>
public sealed record LearningRateSchedule
{
    /// <summary>A schedule.</summary>
    /// <param name="shape">See <see cref="Shape"/>.</param>
    /// <param name="warmupSteps">See <see cref="WarmupSteps"/>.</param>
    public LearningRateSchedule(ScheduleShape shape = ScheduleShape.Constant, int warmupSteps = 0) => (Shape, WarmupSteps) = (shape, warmupSteps);

    /// <summary>What follows the warm-up. <value>Constant.</value></summary>
    public ScheduleShape Shape { get; init; }

    /// <summary>Steps through which the factor grows linearly from 0 to 1. <value>0.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0.</exception>
    public int WarmupSteps { get; init => field = (int)OptionCheck.NotNegative(value, nameof(WarmupSteps)); }

    /// <summary>The factor of the learning rate.</summary>
    /// <param name="step">Steps already made, from 0.</param>
    /// <param name="steps">Steps of the whole run.</param>
    /// <returns>From 0 to 1. With warm-up the first step has factor 0.</returns>
    public double Factor(long step, long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < WarmupSteps)
        {
            return (double)step / WarmupSteps;
        }

        var progress = (double)(step - WarmupSteps) / Math.Max(1, steps - WarmupSteps);
        return Shape switch
        {
            ScheduleShape.Linear => Math.Max(0, 1 - progress),
            ScheduleShape.Cosine => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress))),
            _ => 1,
        };
    }
}
