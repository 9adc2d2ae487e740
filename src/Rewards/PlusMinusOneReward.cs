using VanishingGradients.Data;

namespace VanishingGradients.Rewards;

/// <summary>See <see cref="LabelReward.PlusMinusOne"/>.</summary>
public sealed record PlusMinusOneReward : RewardOptions
{
    /// <inheritdoc />
    public override Func<int, int, double> Unshaped(ControlledTask task) => LabelReward.PlusMinusOne(task);
}
