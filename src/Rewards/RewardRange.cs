namespace VanishingGradients.Rewards;

/// <summary>The lowest and the highest reward a reward function can give.</summary>
/// <remarks>A census needs it to tell an input whose completions all fail from one whose completions all succeed; the bounds that are not
/// linear in the reward std scale with it. The two ends may be equal, as where every observed reward is the same and nobody declared a
/// range.</remarks>
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
            throw new ArgumentOutOfRangeException(
                nameof(maximum), maximum, $"The highest reward must be a finite number not below the lowest, {minimum}.");
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

    /// <summary>Half the width; no reward std (ddof 0) exceeds it (Popoviciu).</summary>
    public double HalfWidth => Width / 2;

    /// <summary>Whether a reward lies in the range, its ends included.</summary>
    /// <param name="reward">The reward; NaN never does.</param>
    public bool Contains(double reward) => Minimum <= reward && reward <= Maximum;

    /// <summary>Checks that every reward lies in the range.</summary>
    /// <param name="rewards">One reward per output, in any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A reward lies outside; the message names its output.</exception>
    public void Validate(ReadOnlySpan<double> rewards)
    {
        for (var k = 0; k < rewards.Length; k++)
        {
            if (!Contains(rewards[k]))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(rewards), rewards[k], $"The reward of output {k} is outside the declared range {this}; declare the range of the rewards.");
            }
        }
    }

    /// <summary>The range in interval notation.</summary>
    public override string ToString() => FormattableString.Invariant($"[{Minimum}, {Maximum}]");
}
