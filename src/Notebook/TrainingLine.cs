using VanishingGradients.Finetuning;

namespace VanishingGradients.Notebook;

/// <summary>Shows a training run as one line of text: epochs, rate, time left and the current metrics.</summary>
/// <param name="name">What is trained.</param>
public sealed class TrainingLine(string name) : IProgress<TrainingProgress>, IDisposable
{
    private ConsoleProgress? _line;

    /// <inheritdoc />
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _line ??= new ConsoleProgress(name, value.Epochs);
        _line.Report(value.Epoch, value.Status);
    }

    /// <inheritdoc />
    public void Dispose() => _line?.Dispose();
}
