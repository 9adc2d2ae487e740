using VanishingGradients.Data;

namespace VanishingGradients.Rewards;

/// <summary>See <see cref="LabelReward.HighInitial"/>.</summary>
public sealed record HighInitialReward : RewardOptions
{
    /// <summary>Reward of a wrong output on a relabelled input. <value>0.5 (official plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number.</exception>
    public double Wrong
    {
        get;
        init => field = double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Wrong), value, $"{nameof(Wrong)} must be a finite number.");
    } = 0.5;

    /// <inheritdoc />
    public override Func<int, int, double> Unshaped(ControlledTask task) => LabelReward.HighInitial(task, Wrong);
}
