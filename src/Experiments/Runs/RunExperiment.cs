using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>What a run executes: a policy, the training of every stage, and how the policy is judged after it.</summary>
internal abstract class RunExperiment : IDisposable
{
    /// <summary>The policy that all stages train, in place.</summary>
    internal abstract nn.Module Policy { get; }

    /// <summary>Prepares a stage.</summary>
    /// <param name="stage">Its number; pretraining is 0.</param>
    /// <param name="chosen">Positions of the inputs that it chose before it was interrupted; null where it begins.</param>
    /// <param name="folder">The run's folder, for what the stage writes beside its metrics.</param>
    /// <returns>The stage; the caller disposes it. Null for a pretraining that the run does without.</returns>
    internal abstract StageTraining? Start(int stage, IReadOnlyList<int>? chosen, string folder);

    /// <summary>Judges the policy that a stage left.</summary>
    /// <param name="stage">Its number; pretraining is 0.</param>
    /// <param name="censusPath">Where the census goes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Means over inputs by name.</returns>
    internal abstract IReadOnlyDictionary<string, double> Evaluate(int stage, string censusPath, CancellationToken cancellation);

    /// <summary>Writes the policy as what the run leaves.</summary>
    /// <param name="path">The file, see <see cref="RunDescription.PolicyFile"/>.</param>
    internal abstract void SavePolicy(string path);

    /// <inheritdoc />
    public abstract void Dispose();
}
