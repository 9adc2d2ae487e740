using MathNet.Numerics;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>When methods that sample outputs meet the rewarded one at all. Until then all rewards of an input are equal, and what they teach does not
/// depend on which output is rewarded.</summary>
public static class SampledSignal
{
    /// <summary>The probability 1 − (1 − p0)^G that at least one of G samples is the rewarded output.</summary>
    /// <param name="probability">p0, above 0 and at most 1.</param>
    /// <param name="samples">G, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double SeenProbability(double probability, int samples)
    {
        Require.Between(probability, double.Epsilon, 1);
        Require.AtLeast(samples, 1);
        // 1 - p0 would lose a small p0.
        return probability == 1 ? 1 : -SpecialFunctions.Expm1(samples * SpecialFunctions.Log1p(-probability));
    }

    /// <summary>The expected number of rollouts of the input until one of the G samples is the rewarded output, if the policy stays as it is:
    /// 1/(1 − (1 − p0)^G), about 1/(G p0) for small p0.</summary>
    /// <inheritdoc cref="SeenProbability"/>
    public static double ExpectedRollouts(double probability, int samples) => 1 / SeenProbability(probability, samples);
}
