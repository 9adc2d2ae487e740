using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>How logged rollouts are read. Every column that is left null is found by its name, see <see cref="RolloutCensus"/>.</summary>
public sealed record RolloutCensusOptions
{
    /// <summary>The column with the prompt.</summary>
    /// <value>Default null: prompt, input, question, query, instruction or problem, the first that exists.</value>
    public string? PromptColumn { get; init; }

    /// <summary>The column with the completion, read only to see whether all completions of a prompt are the same text.</summary>
    /// <value>Default null: completion, output, response, generation, completions, outputs or responses; none is no error.</value>
    public string? CompletionColumn { get; init; }

    /// <summary>The columns whose weighted sum is the reward.</summary>
    /// <value>Default null: reward, rewards, score or scores; else the sum of every column with "reward" in its name; else the only
    /// number column left.</value>
    public IReadOnlyList<RewardColumn>? RewardColumns { get; init; }

    /// <summary>The column with the training step.</summary>
    /// <value>Default null: step or global_step; none is no error.</value>
    public string? StepColumn { get; init; }

    /// <summary>A column that says which rows belong to one input, taken instead of the prompt text.</summary>
    /// <value>Default null: rows with the same prompt belong together.</value>
    public string? GroupColumn { get; init; }

    /// <summary>Whether completions of one prompt from different steps are pooled.</summary>
    /// <value>Default false: every step has its own policy, and pooling would add the movement of the policy to the reward std.</value>
    public bool PoolSteps { get; init; }

    /// <summary>The range of the reward; a reward outside it is an error.</summary>
    /// <value>Default null: the lowest and the highest reward in the files, which the summary points out.</value>
    public RewardRange? Range { get; init; }

    /// <summary>Delta degrees of freedom of the reward std.</summary>
    /// <value>Default <see cref="Ddof.One"/>.</value>
    public Ddof Ddof { get; init; } = Ddof.One;

    /// <summary>A prompt is dead when its reward std is at most this, in units of reward.</summary>
    /// <value>At least 0; default 0: all rewards of the prompt are the same.</value>
    public double Epsilon
    {
        get;
        init => field = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Epsilon), value, "The std threshold must be a finite number not below 0.");
    }

    /// <summary>A completion with at least this reward counts as a success.</summary>
    /// <value>Default null: no success share.</value>
    public double? SuccessAt { get; init; }

    /// <summary>Whether rows that cannot be read are counted and left out instead of being an error.</summary>
    /// <value>Default false.</value>
    public bool SkipMalformed { get; init; }

    /// <summary>Whether the census keeps the prompt texts; without them memory per prompt is constant.</summary>
    /// <value>Default true.</value>
    public bool KeepPrompts { get; init; } = true;
}
