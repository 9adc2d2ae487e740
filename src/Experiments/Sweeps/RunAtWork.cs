using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>A run that a process is at work on.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Progress">What it last told.</param>
public sealed record RunAtWork(string Run, RunProgress Progress)
{
    /// <summary>One line of text.</summary>
    public override string ToString() => $"{Run} {Progress}";

    /// <summary>Estimated time of the run, and that of it which is left: as if every stage took as long as the one under way; null before an epoch
    /// has ended, and between two stages.</summary>
    internal (TimeSpan Whole, TimeSpan Left)? Estimate()
    {
        var (training, stages) = (Progress.Training, Progress.Stages);
        if (training.Epoch <= 0 || training.Epoch >= training.Epochs)
            return null;
        var stage = training.Remaining * ((double)training.Epochs / (training.Epochs - training.Epoch));
        return (stage * stages, training.Remaining + stage * (stages - 1 - Progress.Number));
    }
}
