namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Rollouts for tests.</summary>
internal static class Episodes
{
    /// <summary>Episodes of one action, all in one group, with log-probability −1.</summary>
    public static Rollout OneStep(double[] rewards) => new([[.. rewards.Select(reward => Of([reward]))]]);

    /// <summary>An episode with the given rewards and values, log-probabilities −1.</summary>
    public static Episode Of(double[] rewards, double[]? values = null) => new()
    {
        Input = 0,
        Actions = new int[rewards.Length],
        LogProbabilities = [.. rewards.Select(_ => -1.0)],
        Rewards = rewards,
        Values = values,
    };
}
