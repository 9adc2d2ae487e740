using static TorchSharp.torch;

namespace VanishingGradients.Data;

/// <summary>Inputs with one class label each: what a controlled task is made from.</summary>
public sealed class LabelledInputs : IDisposable
{
    /// <summary>Puts inputs and labels together.</summary>
    /// <param name="name">Name for messages and figures.</param>
    /// <param name="inputs">Shape [n, ...]. It belongs to this object from now on.</param>
    /// <param name="labels">n labels, each from 0 to <paramref name="classes"/> − 1.</param>
    /// <param name="classes">The number K of classes, at least 2.</param>
    /// <exception cref="ArgumentException">Counts do not fit or a label is out of range; the message names the input.</exception>
    public LabelledInputs(string name, Tensor inputs, IReadOnlyList<int> labels, int classes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (labels.Count == 0 || inputs.dim() == 0 || inputs.shape[0] != labels.Count)
        {
            throw new ArgumentException(
                $"{name}: {labels.Count} labels, but the inputs have shape [{string.Join(", ", inputs.shape)}].", nameof(labels));
        }

        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes)
            {
                throw new ArgumentException(
                    $"{name}: the label of input {i} is {labels[i]}; it must be from 0 to {classes - 1}.", nameof(labels));
            }
        }

        Name = name;
        Inputs = inputs.DetachFromDisposeScope();
        Labels = [.. labels];
        Classes = classes;
    }

    /// <summary>Name for messages and figures.</summary>
    public string Name { get; }

    /// <summary>Shape [n, ...].</summary>
    public Tensor Inputs { get; }

    /// <summary>n labels.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>The number n of inputs.</summary>
    public int Count => Labels.Count;

    /// <summary>The number K of classes.</summary>
    public int Classes { get; }

    /// <summary>A copy of some of the inputs, in the given order.</summary>
    /// <param name="indices">Positions, each from 0 to n − 1.</param>
    public LabelledInputs Select(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        using var index = tensor(indices.Select(i => (long)i).ToArray());
        return new LabelledInputs(Name, Inputs.index_select(0, index), [.. indices.Select(i => Labels[i])], Classes);
    }

    /// <inheritdoc />
    public void Dispose() => Inputs.Dispose();
}
