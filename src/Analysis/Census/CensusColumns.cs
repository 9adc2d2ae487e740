namespace VanishingGradients.Analysis.Census;

/// <summary>Names of the optional number columns the kit itself fills; a census takes any other name as well.</summary>
public static class CensusColumns
{
    /// <summary>Norm of the expected-reward gradient of the input.</summary>
    public const string RftGradientNorm = "rft_gradient_norm";

    /// <summary>Norm of the PPO-surrogate gradient of the input.</summary>
    public const string PpoGradientNorm = "ppo_gradient_norm";

    /// <summary>Norm of the supervised-finetuning loss gradient of the input.</summary>
    public const string SftGradientNorm = "sft_gradient_norm";

    /// <summary>Upper bound on <see cref="RftGradientNorm"/>.</summary>
    public const string GradientBound = "gradient_bound";

    /// <summary><see cref="GradientBound"/> minus <see cref="RftGradientNorm"/>; never negative when the bound holds.</summary>
    public const string BoundSlack = "bound_slack";

    /// <summary>Share of completions that count as a success, in [0, 1].</summary>
    public const string SuccessShare = "success_share";

    /// <summary>Lowest reward among the completions.</summary>
    public const string MinimumReward = "minimum_reward";

    /// <summary>Highest reward among the completions.</summary>
    public const string MaximumReward = "maximum_reward";

    internal const string Input = "input";
    internal const string Prompt = "prompt";
    internal const string Completions = "completions";
    internal const string RewardMean = "reward_mean";
    internal const string RewardStd = "reward_std_";
    internal const string RangeMinimum = "range_minimum";
    internal const string RangeMaximum = "range_maximum";
    internal const string Flags = "flags";

    internal static bool IsReserved(string name) =>
        name is Input or Prompt or Completions or RewardMean or RangeMinimum or RangeMaximum or Flags
            || name.StartsWith(RewardStd, StringComparison.Ordinal);
}
