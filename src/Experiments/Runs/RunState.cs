using VanishingGradients.Finetuning;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>A checkpoint: where a run stands.</summary>
/// <param name="Results">The stages that are done, pretraining first; the next one is under way.</param>
/// <param name="Training">Where that one's training stands; null where it has not begun.</param>
/// <param name="Chosen">Positions of the inputs that the stage chose, see <see cref="StageTraining.Chosen"/>; null where it has not begun.</param>
/// <param name="MetricsBytes">Length of the stage's metrics file.</param>
/// <param name="Policy">The policy where the stage has not begun; null where <paramref name="Training"/> holds it.</param>
internal sealed record RunState(
    IReadOnlyList<StageResult> Results,
    TrainingState? Training,
    IReadOnlyList<int>? Chosen,
    long MetricsBytes,
    IReadOnlyDictionary<string, Tensor>? Policy) : IDisposable
{
    /// <summary>Writes the checkpoint.</summary>
    /// <exception cref="RunFileException">It cannot be written; the last one is as it was.</exception>
    internal void Save(string path) => CheckpointFile.Write(
        path, RunJson.Write(new Head(Results, Training?.Counters, Chosen, MetricsBytes)), Training?.Tensors ?? Policy!);

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="RunFileException">It is damaged.</exception>
    internal static RunState Load(string path)
    {
        var (text, tensors) = CheckpointFile.Read(path);
        var head = RunJson.Read<Head>(path, text);
        return new RunState(
            head.Results, head.Counters is null ? null : new TrainingState(head.Counters, tensors), head.Inputs, head.MetricsBytes,
            head.Counters is null ? tensors : null);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var tensor in (Training?.Tensors ?? Policy!).Values)
        {
            tensor.Dispose();
        }
    }

    private sealed record Head(
        IReadOnlyList<StageResult> Results, IReadOnlyDictionary<string, long>? Counters, IReadOnlyList<int>? Inputs, long MetricsBytes);
}
