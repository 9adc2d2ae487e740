using VanishingGradients.Analysis.Policies;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Bounds;

/// <summary>What the bounds that depend on the reward range ask of it.</summary>
internal static class BoundedStd
{
    /// <summary>Half the width of the range, once it and the std are found to be possible.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty, or no rewards in it have this std.</exception>
    internal static double HalfWidth(RewardRange? range, double std, string name)
    {
        const double Rounding = 1e-9;
        var declared = range ?? RewardRange.SignedUnit;
        Require.StrictlyBetween(declared.Width, 0, double.PositiveInfinity, nameof(range));
        Require.NonNegative(std, name);
        if (std > declared.HalfWidth * (1 + Rounding))
        {
            throw new ArgumentOutOfRangeException(
                name, std, $"No rewards in {declared} have a std above {declared.HalfWidth}; declare the range of the rewards.");
        }

        return declared.HalfWidth;
    }
}
