using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Everything an optimiser remembers between two steps, for checkpoints.</summary>
/// <param name="Steps">Steps made so far.</param>
/// <param name="Tensors">Its tensors by name, each of shape [P]; empty before the first step and for optimisers that remember none.</param>
public sealed record OptimizerState(long Steps, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
