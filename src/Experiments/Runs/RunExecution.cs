using VanishingGradients.Data;

namespace VanishingGradients.Experiments.Runs;

/// <summary>How a run is executed; nothing here changes its result.</summary>
public sealed record RunExecution
{
    /// <summary>Seconds between two checkpoints. <value>60.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double CheckpointSeconds { get; init => field = OptionCheck.Positive(value, nameof(CheckpointSeconds)); } = 60;

    /// <summary>Epochs between two checkpoints, whichever comes first; null leaves it to the seconds. <value>Null.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? CheckpointEpochs
    {
        get;
        init => field = value is { } epochs ? OptionCheck.AtLeastOne(epochs, nameof(CheckpointEpochs)) : null;
    }

    /// <summary>Folder where runs with the same environment, task, policy, pretraining, seed and number of threads share their pretraining; null
    /// pretrains in every run. <value>Null.</value></summary>
    public string? PretrainedFolder { get; init; }
}
