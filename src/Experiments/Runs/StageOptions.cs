using VanishingGradients.Rewards;

namespace VanishingGradients.Experiments.Runs;

/// <summary>One stage of a run: how the policy is trained, on which inputs, with which reward.</summary>
public sealed record StageOptions
{
    /// <summary>Name of the stage that every run has first.</summary>
    public const string Pretraining = "pretraining";

    /// <summary>Name of the stage and of its metrics file and random streams, such as "sft" or "rft".</summary>
    /// <exception cref="ArgumentException">Other characters than small letters, digits and hyphens, or "pretraining".</exception>
    public required string Name { get; init => field = StageName.Check(value); }

    /// <summary>How the policy is trained.</summary>
    public required StageMethod Method { get; init; }

    /// <summary>Which training inputs are used. <value>All.</value></summary>
    public InputSelection Inputs { get; init; } = new AllInputs();

    /// <summary>The reward. <value>1 for the label asked for, −1 for the others.</value></summary>
    public RewardOptions Reward { get; init; } = new PlusMinusOneReward();
}
