namespace VanishingGradients.Experiments.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Stages">Every stage in order, pretraining first.</param>
public sealed record RunResult(IReadOnlyList<StageResult> Stages)
{
    /// <summary>A stage.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such stage; the message lists those there are.</exception>
    public StageResult Stage(string name) => Stages.FirstOrDefault(stage => stage.Name == name)
        ?? throw new KeyNotFoundException(
            $"The run has no stage '{name}'. It has: {string.Join(", ", Stages.Select(stage => stage.Name))}.");
}
