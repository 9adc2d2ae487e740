namespace VanishingGradients.Analysis.Policies;

/// <summary>The REINFORCE estimator (r(y) - b) ∇ ln p(y), y ~ p, of the gradient of the expected reward with respect to the K
/// logits.</summary>
public static class ReinforceEstimator
{
    /// <summary>The mean of (r(y_i) - b)(e_{y_i} - p) over given samples: K numbers.</summary>
    /// <param name="policy">The policy over K outputs.</param>
    /// <param name="rewards">K finite rewards.</param>
    /// <param name="samples">The sampled outputs y_i, at least one, each from 0 to K - 1.</param>
    /// <param name="baseline">The baseline b, in units of reward; 0 for the plain estimator.</param>
    /// <exception cref="ArgumentException">The rewards do not fit the policy, no sample is given or one is outside the outputs.</exception>
    public static double[] Gradient(SoftmaxPolicy policy, ReadOnlySpan<double> rewards, ReadOnlySpan<int> samples, double baseline)
    {
        Require.PerOutput(rewards, policy.OutputCount);
        Require.AtLeast(samples.Length, 1);
        var gradient = new double[policy.OutputCount];
        var weights = 0.0;
        foreach (var sample in samples)
        {
            Require.Index(sample, policy.OutputCount, nameof(samples));
            var weight = (rewards[sample] - baseline) / samples.Length;
            gradient[sample] += weight;
            weights += weight;
        }

        for (var k = 0; k < gradient.Length; k++)
            gradient[k] -= weights * policy.Probabilities[k];
        return gradient;
    }

    /// <summary>
    /// The variance of one sample's estimate, E‖(r - b) ∇ ln p‖² - ‖∇V‖², summed over the K coordinates; n samples divide it by n.
    /// </summary>
    /// <remarks>‖e_y - p‖² = (1 - p_y)² + Σ_{k≠y} p_k² is summed without the difference 1 - 2 p_y + ‖p‖². The last subtraction leaves an
    /// error of a few roundings of E‖(r - b) ∇ ln p‖²; a result below 0 by that error is reported as 0.</remarks>
    /// <param name="policy">The policy over K outputs.</param>
    /// <param name="rewards">K finite rewards.</param>
    /// <param name="baseline">The baseline b, in units of reward; V(x) is the usual choice.</param>
    /// <exception cref="ArgumentException">The number of rewards differs from K, or one is not finite.</exception>
    public static double Variance(SoftmaxPolicy policy, ReadOnlySpan<double> rewards, double baseline)
    {
        var norm = VectorNorm.Euclidean(LogitGradients.ExpectedReward(policy, rewards));
        var probabilities = policy.Probabilities;
        var withoutMode = 0.0;
        for (var k = 0; k < probabilities.Length; k++)
            withoutMode += k == policy.Mode ? 0 : probabilities[k] * probabilities[k];

        var modeSquare = probabilities[policy.Mode] * probabilities[policy.Mode];
        var secondMoment = 0.0;
        for (var k = 0; k < probabilities.Length; k++)
        {
            var complement = policy.Complement(k);
            var others = k == policy.Mode ? withoutMode : modeSquare + (withoutMode - (probabilities[k] * probabilities[k]));
            var weight = rewards[k] - baseline;
            secondMoment += probabilities[k] * weight * weight * ((complement * complement) + others);
        }

        return Math.Max(0, secondMoment - (norm * norm));
    }
}
