namespace VanishingGradients.Analysis.Census;

/// <summary>The lowest and the highest reward a reward function can give.</summary>
/// <remarks>Needed to tell an input whose completions all fail from one whose completions all succeed. The two ends may be equal only for a census
/// whose every observed reward is the same and whose range nobody declared.</remarks>
public readonly record struct RewardRange
{
    /// <summary>Declares a range.</summary>
    /// <param name="minimum">Lowest possible reward.</param>
    /// <param name="maximum">Highest possible reward, not below <paramref name="minimum"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end is not finite, or the ends are in the wrong order.</exception>
    public RewardRange(double minimum, double maximum)
    {
        if (!double.IsFinite(minimum))
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, "The lowest reward must be a finite number.");
        if (!double.IsFinite(maximum) || maximum < minimum)
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, $"The highest reward must be a finite number not below the lowest, {minimum}.");
        (Minimum, Maximum) = (minimum, maximum);
    }

    /// <summary>[−1, 1], the range of the paper's theory and of its controlled experiments.</summary>
    public static RewardRange SignedUnit => new(-1, 1);

    /// <summary>[0, 1], the range of the text metrics and of verifiable rewards.</summary>
    public static RewardRange Unit => new(0, 1);

    /// <summary>Lowest possible reward.</summary>
    public double Minimum { get; }

    /// <summary>Highest possible reward.</summary>
    public double Maximum { get; }

    /// <summary>Highest minus lowest reward.</summary>
    public double Width => Maximum - Minimum;

    /// <summary>Whether a reward lies in the range, its ends included.</summary>
    /// <param name="reward">The reward; NaN never does.</param>
    public bool Contains(double reward) => Minimum <= reward && reward <= Maximum;

    /// <summary>The range in interval notation.</summary>
    public override string ToString() => FormattableString.Invariant($"[{Minimum}, {Maximum}]");
}
