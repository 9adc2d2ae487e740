namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Rewards of single transitions.</summary>
public static class TokenRewards
{
    /// <summary>r_t − β·kl_t: the task's reward, which comes with the last token, and a KL penalty on every token (Ziegler et al. 2019, RL4LMs).</summary>
    /// <param name="rewards">The task's reward of every transition.</param>
    /// <param name="kl">Estimate of the KL divergence from the reference policy at every transition.</param>
    /// <param name="coefficient">β.</param>
    public static double[] Penalised(ReadOnlySpan<double> rewards, ReadOnlySpan<double> kl, double coefficient)
    {
        if (rewards.Length != kl.Length)
        {
            throw new ArgumentException($"{rewards.Length} rewards, but KL estimates of {kl.Length} transitions.", nameof(kl));
        }

        var penalised = new double[rewards.Length];
        for (var t = 0; t < penalised.Length; t++)
        {
            penalised[t] = rewards[t] - coefficient * kl[t];
        }

        return penalised;
    }
}
