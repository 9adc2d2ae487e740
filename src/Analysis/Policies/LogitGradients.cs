namespace VanishingGradients.Analysis.Policies;

/// <summary>
/// Exact gradients of finetuning objectives with respect to the K logits z of one input. Each returns K numbers; a gradient with respect to
/// parameters is Jᵀ times it, with J the Jacobian of the logits. Their entries sum to 0, because adding a constant to all logits changes
/// nothing.
/// </summary>
public static class LogitGradients
{
    /// <summary>∇V = p ⊙ (r - V): the gradient of the expected reward V = Σ p r (reinforcement finetuning maximises it).</summary>
    /// <remarks>Source: ∂p_j/∂z_k = p_j (1[j = k] - p_k). The difference r - V is taken relative to the most probable output, so that a
    /// near-constant reward or a near-deterministic policy does not cancel.</remarks>
    /// <param name="policy">The policy over K outputs.</param>
    /// <param name="rewards">K finite rewards.</param>
    /// <exception cref="ArgumentException">The number of rewards differs from K, or one is not finite.</exception>
    public static double[] ExpectedReward(SoftmaxPolicy policy, ReadOnlySpan<double> rewards)
    {
        Require.PerOutput(rewards, policy.OutputCount);
        var gradient = new double[policy.OutputCount];
        Expectation(policy, rewards, gradient);
        return gradient;
    }

    /// <summary>p - e_y: the gradient of the supervised loss -ln p(y) (supervised finetuning minimises it).</summary>
    /// <param name="policy">The policy over K outputs.</param>
    /// <param name="label">The index y of the target output.</param>
    /// <exception cref="ArgumentOutOfRangeException">The label is outside the outputs.</exception>
    public static double[] SupervisedLoss(SoftmaxPolicy policy, int label)
    {
        var complement = policy.Complement(label);
        var gradient = policy.Probabilities.ToArray();
        gradient[label] = -complement;
        return gradient;
    }

    /// <summary>p - q: the gradient of the cross entropy -Σ q ln p against a target distribution q.</summary>
    /// <param name="policy">The policy over K outputs.</param>
    /// <param name="target">The target distribution, K numbers of at least 0 that sum to 1 (to 1e-9).</param>
    /// <exception cref="ArgumentException">The target has another length or is no distribution.</exception>
    public static double[] SupervisedLoss(SoftmaxPolicy policy, ReadOnlySpan<double> target)
    {
        const double Tolerance = 1e-9;
        Require.PerOutput(target, policy.OutputCount);
        var (gradient, total) = (new double[target.Length], 0.0);
        for (var k = 0; k < target.Length; k++)
        {
            Require.NonNegative(target[k], nameof(target));
            total += target[k];
            gradient[k] = policy.Probabilities[k] - target[k];
        }

        return Math.Abs(total - 1) <= Tolerance
            ? gradient
            : throw new ArgumentOutOfRangeException(nameof(target), total, "'target' has to sum to 1; this is its sum.");
    }

    /// <summary>-p ⊙ (ln p + H): the gradient of the entropy H, which is the gradient of an expected reward of -ln p.</summary>
    /// <param name="policy">The policy over K outputs.</param>
    public static double[] Entropy(SoftmaxPolicy policy)
    {
        var gradient = new double[policy.OutputCount];
        for (var k = 0; k < gradient.Length; k++)
            gradient[k] = -policy.LogProbabilities[k];
        Expectation(policy, gradient, gradient);
        return gradient;
    }

    /// <summary>p ⊙ (ln(p/q) - KL): the gradient of KL(p ‖ q) with respect to the logits of p.</summary>
    /// <param name="policy">The policy p over K outputs.</param>
    /// <param name="reference">The reference policy q over the same outputs; it must allow every output that p allows.</param>
    /// <exception cref="ArgumentException">The number of outputs differs, or the reference rules out an output of p, where KL is
    /// infinite.</exception>
    public static double[] KullbackLeibler(SoftmaxPolicy policy, SoftmaxPolicy reference)
    {
        policy.RequireSameOutputs(reference, nameof(reference));
        var gradient = new double[policy.OutputCount];
        for (var k = 0; k < gradient.Length; k++)
        {
            gradient[k] = policy.LogProbabilities[k] - reference.LogProbabilities[k];
            if (policy.Probabilities[k] > 0 && double.IsPositiveInfinity(gradient[k]))
                throw new ArgumentException($"The reference rules out output {k}, which the policy allows.", nameof(reference));
        }

        Expectation(policy, gradient, gradient);
        return gradient;
    }

    /// <summary>
    /// p ⊙ (v - E[v]), the gradient of E_p[v] with the values v held fixed; every gradient of this class but the supervised one has this
    /// form.
    /// <paramref name="gradient"/> may be the memory of <paramref name="values"/>.
    /// </summary>
    internal static void Expectation(SoftmaxPolicy policy, ReadOnlySpan<double> values, Span<double> gradient)
    {
        var modal = values[policy.Mode];
        var offset = policy.MeanRelativeToMode(values);
        var probabilities = policy.Probabilities;
        for (var k = 0; k < probabilities.Length; k++)
            gradient[k] = probabilities[k] == 0 ? 0 : probabilities[k] * (values[k] - modal - offset);
    }
}
