using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Gathers what a <see cref="TrainingState"/> holds.</summary>
/// <param name="log">The log of the training, of which the state knows the number of rows.</param>
internal sealed class TrainingStateBuilder(MetricsLog log)
{
    private readonly Dictionary<string, long> _counters = new() { [TrainingState.LogRows] = log.Count };

    /// <summary>Tensors by name, to add copies to.</summary>
    internal Dictionary<string, Tensor> Tensors { get; } = [];

    /// <summary>Adds a whole number.</summary>
    internal void Add(string name, long counter) => _counters.Add(name, counter);

    /// <summary>Adds tensors that belong together.</summary>
    /// <param name="part">The beginning of their names, without a slash.</param>
    /// <param name="tensors">Copies by the rest of the name.</param>
    internal void Add(string part, IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach (var (name, values) in tensors)
        {
            Tensors.Add($"{part}/{name}", values);
        }
    }

    /// <summary>Adds an optimiser, for <see cref="TrainingState.CopyTo"/>.</summary>
    internal void Add(string name, Optimizer optimizer)
    {
        var state = optimizer.ExportState();
        Add(TrainingState.StepsOf(name), state.Steps);
        Add(name, state.Tensors);
    }

    /// <summary>The state, to which everything belongs from now on.</summary>
    internal TrainingState Build() => new(_counters, Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.DetachFromDisposeScope()));
}
