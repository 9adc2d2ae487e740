using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Runs;

/// <summary>A stage that is ready to train.</summary>
/// <param name="Training">The training.</param>
/// <param name="Inputs">The number of training inputs that it uses.</param>
/// <param name="Chosen">Their positions, where they were chosen for the policy that the stage found; null where its options tell them.</param>
/// <param name="Owned">What is freed after the training.</param>
internal sealed record StageTraining(ITraining Training, int Inputs, IReadOnlyList<int>? Chosen, params IReadOnlyList<IDisposable> Owned) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        Training.Dispose();
        foreach (var owned in Owned)
        {
            owned.Dispose();
        }
    }
}
