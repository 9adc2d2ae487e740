using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.Bounds;

/// <summary>The declared range of the rewards, which the bounds that are not linear in the std need.</summary>
public sealed record RewardRange
{
    /// <summary>The range the paper assumes, [-1, 1].</summary>
    public static RewardRange Paper { get; } = new(-1, 1);

    /// <summary>Declares a range.</summary>
    /// <param name="low">The smallest possible reward.</param>
    /// <param name="high">The largest possible reward, above <paramref name="low"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not finite.</exception>
    public RewardRange(double low, double high)
    {
        Require.StrictlyBetween(low, double.NegativeInfinity, high);
        Require.StrictlyBetween(high, low, double.PositiveInfinity);
        (Low, High) = (low, high);
    }

    /// <summary>The smallest possible reward.</summary>
    public double Low { get; }

    /// <summary>The largest possible reward.</summary>
    public double High { get; }

    /// <summary>Half the width of the range; no reward std exceeds it (Popoviciu).</summary>
    public double HalfWidth => (High - Low) / 2;

    /// <summary>Checks that all rewards lie in the range.</summary>
    /// <param name="rewards">Rewards, in any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A reward lies outside; the message says which.</exception>
    public void Validate(ReadOnlySpan<double> rewards)
    {
        for (var k = 0; k < rewards.Length; k++)
        {
            if (!(rewards[k] >= Low && rewards[k] <= High))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(rewards), rewards[k], $"The reward of output {k} is outside the declared range [{Low}, {High}]; declare its own.");
            }
        }
    }

    internal void ValidateStd(double std, string name)
    {
        const double Rounding = 1e-9;
        Require.NonNegative(std, name);
        if (std > HalfWidth * (1 + Rounding))
        {
            throw new ArgumentOutOfRangeException(
                name, std, $"No reward in [{Low}, {High}] has a std above {HalfWidth}; declare the range of the rewards.");
        }
    }
}
