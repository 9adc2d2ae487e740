using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Studies;

/// <summary>A finished run of a study.</summary>
/// <param name="Run">The run.</param>
/// <param name="Folder">Its folder, with the metrics over time.</param>
/// <param name="Result">How it ended.</param>
public sealed record StudyResult(StudyRun Run, RunFolder Folder, RunResult Result)
{
    /// <summary>An evaluation of the policy that the last stage left, over all training inputs of the task.</summary>
    /// <param name="metric">A key of <see cref="StageResult.Evaluation"/>, for example "reward_small_reward_std".</param>
    public double Final(string metric) => Result.Stages[^1].Evaluation[metric];

    /// <summary>The same for the policy that another stage left.</summary>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="metric">A key of <see cref="StageResult.Evaluation"/>.</param>
    /// <exception cref="KeyNotFoundException">The run has no such stage.</exception>
    public double After(string stage, string metric) => Result.Stage(stage).Evaluation[metric];
}
