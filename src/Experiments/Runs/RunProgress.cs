using System.Globalization;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Runs;

/// <summary>Where the run of a folder stands.</summary>
/// <param name="Stage">Name of the stage under way.</param>
/// <param name="Number">Its number; pretraining is 0.</param>
/// <param name="Stages">Stages in all, pretraining included.</param>
/// <param name="Training">Where the stage stands.</param>
public sealed record RunProgress(string Stage, int Number, int Stages, TrainingProgress Training)
{
    /// <summary>One line of text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Stage} ({Number + 1}/{Stages})  epoch {Training.Epoch}/{Training.Epochs}  ") + string.Create(
        CultureInfo.InvariantCulture,
        $"{Training.StepsPerSecond:F1} steps/s  left {Training.Remaining:d\\.hh\\:mm\\:ss}  {Training.Status}");
}
