using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Advantages of episodes compared with others of the same group: samples for one and the same input.</summary>
/// <remarks>Rewards and group numbers have one entry per episode; episodes of a group need not be neighbours.</remarks>
public static class GroupAdvantages
{
    /// <summary>GRPO (Shao et al. 2024): (r − mean) / (std + ε) within the group; a lone episode keeps its reward.</summary>
    /// <param name="rewards">Rewards.</param>
    /// <param name="groups">Number of each episode's group.</param>
    /// <param name="ddof">Of the std; one in verl.</param>
    /// <param name="epsilon">ε; 1e-6 in verl.</param>
    public static double[] Normalized(ReadOnlySpan<double> rewards, ReadOnlySpan<int> groups, Ddof ddof = Ddof.One, double epsilon = 1e-6) =>
        PerGroup(rewards, groups, (reward, moments) =>
            moments.Count == 1 ? reward : (reward - moments.Mean) / (moments.Std(ddof) + epsilon));

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

    /// <summary>Share of groups whose rewards are all equal: no method above gets a gradient from them.</summary>
    /// <param name="rewards">Rewards.</param>
    /// <param name="groups">Number of each episode's group.</param>
    public static double ZeroVarianceShare(ReadOnlySpan<double> rewards, ReadOnlySpan<int> groups)
    {
        RequireSameLength(rewards, groups);
        var first = new Dictionary<int, double>();
        var varied = new HashSet<int>();
        for (var i = 0; i < rewards.Length; i++)
        {
            if (!first.TryAdd(groups[i], rewards[i]) && first[groups[i]] != rewards[i])
            {
                varied.Add(groups[i]);
            }
        }

        return first.Count == 0 ? double.NaN : 1 - (double)varied.Count / first.Count;
    }

    private static double[] PerGroup(ReadOnlySpan<double> rewards, ReadOnlySpan<int> groups, Func<double, RunningMoments, double> advantage)
    {
        RequireSameLength(rewards, groups);
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

    private static void RequireSameLength(ReadOnlySpan<double> rewards, ReadOnlySpan<int> groups)
    {
        if (rewards.Length != groups.Length)
        {
            throw new ArgumentException($"{rewards.Length} rewards, but group numbers of {groups.Length} episodes.", nameof(groups));
        }
    }
}
