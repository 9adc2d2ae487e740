namespace VanishingGradients.Analysis.Policies;

/// <summary>The exact distribution figures of the reward r(x, y) under y ~ p(·|x): expectations over all outputs, no sampling and no
/// ddof.</summary>
/// <param name="Mean">The value V(x) = E[r], in units of reward.</param>
/// <param name="Std">The reward standard deviation sqrt(E[(r - V)²]), in units of reward.</param>
/// <param name="MeanAbsoluteDeviation">E|r - V|, in units of reward; at most <paramref name="Std"/>, and equal to the 1-norm of the
/// gradient of V with respect to the logits.</param>
public readonly record struct ExactRewardStatistics(double Mean, double Std, double MeanAbsoluteDeviation)
{
    /// <summary>
    /// Computes the statistics with rewards centred on the most probable output and weights taken in log space: a policy that puts 1 -
    /// 1e-40 on one output has a std near 1e-20, not 0.
    /// </summary>
    /// <param name="policy">The policy over K outputs.</param>
    /// <param name="rewards">K finite rewards.</param>
    /// <exception cref="ArgumentException">The number of rewards differs from K, or one is not finite.</exception>
    public static ExactRewardStatistics Of(SoftmaxPolicy policy, ReadOnlySpan<double> rewards)
    {
        Require.PerOutput(rewards, policy.OutputCount);
        var modal = rewards[policy.Mode];
        var offset = policy.MeanRelativeToMode(rewards);
        var (squares, absolute) = (new ScaledSumOfSquares(), 0.0);
        for (var k = 0; k < rewards.Length; k++)
        {
            var deviation = rewards[k] - modal - offset;
            // The root of a probability is representable down to ln p = -1490, the probability itself only to -745.
            squares.Add(Math.Exp(policy.LogProbabilities[k] / 2) * deviation);
            absolute += policy.Probabilities[k] * Math.Abs(deviation);
        }

        return new(modal + offset, squares.Root, absolute);
    }
}
