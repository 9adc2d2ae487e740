using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Everything a training needs to continue as if it had never stopped, but for the rows of its log.</summary>
/// <param name="Counters">Whole numbers by name, such as epochs done.</param>
/// <param name="Tensors">Tensors by name; those that belong together share a beginning that ends with a slash.</param>
public sealed record TrainingState(IReadOnlyDictionary<string, long> Counters, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <summary>Name of the counter of the log's rows.</summary>
    internal const string LogRows = "log rows";

    /// <summary>The tensors whose names begin with a prefix, by the rest of the name.</summary>
    /// <param name="prefix">The beginning, including its slash.</param>
    public IReadOnlyDictionary<string, Tensor> Part(string prefix) => Tensors
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    /// <summary>A counter.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">The state has no such counter: it is of another kind of training.</exception>
    public long Counter(string name) => Counters.TryGetValue(name, out var value)
        ? value
        : throw new ArgumentException($"The saved state has no counter '{name}': it is of another kind of training.");

    /// <summary>A tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">The state has no such tensor: it is of another kind of training.</exception>
    public Tensor Tensor(string name) => Tensors.TryGetValue(name, out var value)
        ? value
        : throw new ArgumentException($"The saved state has no tensor '{name}': it is of another kind of training.");

    /// <summary>Requires the log as it was when the state was captured.</summary>
    /// <exception cref="ArgumentException">It has another number of rows.</exception>
    internal void RequireLog(MetricsLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (log.Count != Counter(LogRows))
        {
            throw new ArgumentException($"The log has {log.Count} rows, but the state was captured after {Counter(LogRows)}.", nameof(log));
        }
    }

    /// <summary>Puts an optimiser into the state that was captured of it.</summary>
    /// <param name="name">The name under which it was added.</param>
    /// <param name="optimizer">The optimiser.</param>
    /// <exception cref="ArgumentException">It is of another kind.</exception>
    internal void CopyTo(string name, Optimizer optimizer) => optimizer.ImportState(new OptimizerState(Counter(StepsOf(name)), Part($"{name}/")));

    /// <summary>Name of the counter of an optimiser's steps.</summary>
    internal static string StepsOf(string optimizer) => $"{optimizer} steps";

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
