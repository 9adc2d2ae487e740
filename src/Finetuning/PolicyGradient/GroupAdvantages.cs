using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Advantages of episodes compared with others of the same group: samples for one and the same input.</summary>
/// <remarks>Rewards and group numbers have one entry per episode; episodes of a group need not be neighbours.</remarks>
public static class GroupAdvantages
{
    /// <summary>GRPO (Shao et al. 2024): (r − mean) / (std + ε) within the group; a lone episode counts as mean 0 and std 1.</summary>
    /// <param name="rewards">Rewards.</param>
    /// <param name="groups">Number of each episode's group.</param>
    /// <param name="ddof">Of the std; one in verl.</param>
    /// <param name="epsilon">ε; 1e-6 in verl.</param>
    public static double[] Normalized(ReadOnlySpan<double> rewards, ReadOnlySpan<int> groups, Ddof ddof = Ddof.One, double epsilon = 1e-6) =>
        PerGroup(rewards, groups, (reward, moments) =>
            moments.Count == 1 ? reward / (1 + epsilon) : (reward - moments.Mean) / (moments.Std(ddof) + epsilon));

    /// <summary>Dr. GRPO (Liu et al. 2025): r − mean within the group; a lone episode keeps its reward.</summary>
    /// <param name="rewards">Rewards.</param>
    /// <param name="groups">Number of each episode's group.</param>
    public static double[] Centred(ReadOnlySpan<double> rewards, ReadOnlySpan<int> groups) =>
        PerGroup(rewards, groups, (reward, moments) => moments.Count == 1 ? reward : reward - moments.Mean);

    /// <summary>RLOO (Kool et al. 2019, Ahmadian et al. 2024): r − the mean of the others of the group; a lone episode keeps its reward.</summary>
    /// <param name="rewards">Rewards.</param>
    /// <param name="groups">Number of each episode's group.</param>
    public static double[] LeaveOneOut(ReadOnlySpan<double> rewards, ReadOnlySpan<int> groups) =>
        PerGroup(rewards, groups, (reward, moments) =>
            moments.Count == 1 ? reward : (reward - moments.Mean) * moments.Count / (moments.Count - 1));

    private static double[] PerGroup(ReadOnlySpan<double> rewards, ReadOnlySpan<int> groups, Func<double, RunningMoments, double> advantage)
    {
        if (rewards.Length != groups.Length)
        {
            throw new ArgumentException($"{rewards.Length} rewards, but group numbers of {groups.Length} episodes.", nameof(groups));
        }

        var moments = new Dictionary<int, RunningMoments>();
        for (var i = 0; i < rewards.Length; i++)
        {
            moments[groups[i]] = moments.GetValueOrDefault(groups[i]).Add(rewards[i]);
        }

        var advantages = new double[rewards.Length];
        for (var i = 0; i < rewards.Length; i++)
        {
            advantages[i] = advantage(rewards[i], moments[groups[i]]);
        }

        return advantages;
    }
}
