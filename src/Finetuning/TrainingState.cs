using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Everything a training needs to continue as if it had never stopped, but for the rows of its log.</summary>
/// <param name="Counters">Whole numbers by name, such as epochs done.</param>
/// <param name="Tensors">Tensors by name; those that belong together share a beginning that ends with a slash.</param>
public sealed record TrainingState(IReadOnlyDictionary<string, long> Counters, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
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

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
