using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>
/// The time gradient flow takes to raise p(y*|x) from p0 to ½ on one of n orthonormal inputs, for reward +1 on y* and -1 elsewhere. With
/// the K - 1 other outputs equally probable, Σ_{k≠*} p_k² = (1-p)²/(K-1), and every time is 2(1 - 1/K) times that for K = 2.
/// </summary>
public static class TimeToHalf
{
    /// <summary>Expected reward: t = (n/2)(1 - 1/K) [F(½) - F(p0)] with F(p) = 2 ln(p/(1-p)) - 1/p + 1/(1-p). Grows as 1/p0, that is as
    /// 1/STD².</summary>
    /// <remarks>Source: dp/dt = (2p²/n) (1-p)² K/(K-1); 1/(p²(1-p)²) has the primitive F.</remarks>
    /// <param name="outputCount">The number of outputs K, at least 2.</param>
    /// <param name="probability">p0, strictly between 0 and 1, at most ½.</param>
    /// <param name="inputCount">The number of inputs n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double ExpectedReward(int outputCount, double probability, int inputCount = 1)
    {
        var primitive = (2 * LogOdds(probability)) - (1 / probability) + (1 / (1 - probability));
        return -Scale(outputCount, probability, inputCount) / 2 * primitive;
    }

    /// <summary>Supervised: t = n (1 - 1/K) [H(½) - H(p0)] with H(p) = ln(p/(1-p)) + 1/(1-p). Grows as ln(1/p0).</summary>
    /// <remarks>Source: d ln p/dt = (1/n) (1-p)² K/(K-1).</remarks>
    /// <inheritdoc cref="ExpectedReward"/>
    public static double Supervised(int outputCount, double probability, int inputCount = 1) =>
        Scale(outputCount, probability, inputCount) * (2 - LogOdds(probability) - (1 / (1 - probability)));

    /// <summary>Expected reward with the gradient divided by the reward std: t = 2n (1 - 1/K) (1 - 2 p0) / sqrt(p0 (1 - p0)). Grows as
    /// 1/sqrt(p0).</summary>
    /// <remarks>Source: dp/dt = (1/n) (p(1-p))^(3/2) K/(K-1), as STD = 2 sqrt(p(1-p)).</remarks>
    /// <inheritdoc cref="ExpectedReward"/>
    public static double ExpectedRewardOverStd(int outputCount, double probability, int inputCount = 1) =>
        Scale(outputCount, probability, inputCount) * 2 * (1 - (2 * probability)) / Math.Sqrt(probability * (1 - probability));

    /// <summary>Natural gradient: t = (n/2) ln((1 - p0)/p0), for any distribution of the rest.</summary>
    /// <remarks>Source: d ln p/dt = (2/n)(1 - p).</remarks>
    /// <param name="probability">p0, strictly between 0 and 1, at most ½.</param>
    /// <param name="inputCount">The number of inputs n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double NaturalGradient(double probability, int inputCount = 1)
    {
        Validate(probability, inputCount);
        return -inputCount / 2.0 * LogOdds(probability);
    }

    /// <summary>Bounds of the expected-reward time for any distribution of the rest:
    /// (n/4)(1/p0 - 2) ≤ t ≤ 2n (1 - 1/K)(1/p0 - 2).</summary>
    /// <remarks>Proof. (1-p)² K/(K-1) ≤ (1-p)² + Σ_{k≠*} p_k² ≤ 2(1-p)², and ¼ ≤ (1-p)² ≤ 1 on the way, so dp/dt lies between
    /// p² K/(2n(K-1)) and 4p²/n.</remarks>
    /// <inheritdoc cref="ExpectedReward"/>
    public static (double Lower, double Upper) ExpectedRewardBounds(int outputCount, double probability, int inputCount = 1)
    {
        var scale = Scale(outputCount, probability, inputCount);
        var rise = (1 / probability) - 2;
        return (inputCount / 4.0 * rise, 2 * scale * rise);
    }

    /// <summary>The lower bound of the expected-reward time by the reward std at the start: t ≥ (n/2)(1/STD² - 1).</summary>
    /// <remarks>Proof. STD² = 4 p0 (1 - p0) ≥ 2 p0 for p0 ≤ ½, so (n/4)(1/p0 - 2) ≥ (n/2)(1/STD² - 1).</remarks>
    /// <param name="std">The reward std at the start, above 0, at most 1.</param>
    /// <param name="inputCount">The number of inputs n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double ExpectedRewardLowerBoundFromStd(double std, int inputCount = 1)
    {
        Require.Between(std, double.Epsilon, 1);
        Require.AtLeast(inputCount, 1);
        return inputCount / 2.0 * ((1 / (std * std)) - 1);
    }

    /// <summary>Bounds of the supervised time for any distribution of the rest: (n/2) ln(1/(2 p0)) ≤ t ≤ 4n ln(1/(2 p0)).</summary>
    /// <remarks>Proof. ¼ ≤ (1-p)² ≤ (1-p)² + Σ_{k≠*} p_k² ≤ 2 on the way.</remarks>
    /// <param name="probability">p0, strictly between 0 and 1, at most ½.</param>
    /// <param name="inputCount">The number of inputs n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static (double Lower, double Upper) SupervisedBounds(double probability, int inputCount = 1)
    {
        Validate(probability, inputCount);
        var rise = -Math.Log(2 * probability);
        return (inputCount / 2.0 * rise, 4 * inputCount * rise);
    }

    /// <summary>The upper bound of the supervised time by the reward std at the start: t ≤ 8n ln(√2 / STD).</summary>
    /// <remarks>Proof. STD² = 4 p0 (1 - p0) ≤ 4 p0, so 1/(2 p0) ≤ 2/STD² = (√2/STD)².</remarks>
    /// <inheritdoc cref="ExpectedRewardLowerBoundFromStd"/>
    public static double SupervisedUpperBoundFromStd(double std, int inputCount = 1)
    {
        Require.Between(std, double.Epsilon, 1);
        Require.AtLeast(inputCount, 1);
        return 8 * inputCount * Math.Log(Math.Sqrt(2) / std);
    }

    private static double LogOdds(double probability) => Math.Log(probability / (1 - probability));

    private static double Scale(int outputCount, double probability, int inputCount)
    {
        Require.AtLeast(outputCount, 2);
        Validate(probability, inputCount);
        return inputCount * (1 - (1.0 / outputCount));
    }

    private static void Validate(double probability, int inputCount)
    {
        Require.Between(probability, double.Epsilon, 0.5);
        Require.AtLeast(inputCount, 1);
    }
}
