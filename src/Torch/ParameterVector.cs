using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VanishingGradients.Torch;

/// <summary>All trainable parameters of a module as one vector: every parameter becomes a view of it.</summary>
/// <remarks>
/// An optimiser step or a norm is then a handful of operations on one vector, whatever the number of layers. Parameters keep their
/// shapes and stay usable through the module; the order is that of <c>named_parameters()</c>.
/// </remarks>
public sealed class ParameterVector : IDisposable
{
    private readonly IReadOnlyList<(string Name, Parameter Parameter, long Start, long Count)> _places;
    private readonly Func<bool>? _hasSecondDerivatives;

    /// <summary>Gathers the trainable parameters of <paramref name="module"/>.</summary>
    /// <param name="module">The module; its parameters move into this vector.</param>
    /// <param name="hasSecondDerivatives">Whether the module's gradients can be differentiated again; null where they always can.</param>
    /// <exception cref="ArgumentException">It has no trainable parameter, or they differ in type or device.</exception>
    public ParameterVector(nn.Module module, Func<bool>? hasSecondDerivatives = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        _hasSecondDerivatives = hasSecondDerivatives;
        List<(string Name, Parameter Parameter, long Start, long Count)> places = [];
        foreach (var (name, parameter) in module.named_parameters().Where(named => named.parameter.requires_grad))
        {
            places.Add((name, parameter, Count, parameter.numel()));
            Count += parameter.numel();
        }

        if (places.Count == 0)
        {
            throw new ArgumentException($"'{module.GetName()}' has no trainable parameter.", nameof(module));
        }

        _places = places;
        RequireOneKind(module);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Values = cat([.. _places.Select(place => place.Parameter.detach().reshape(-1))]).MoveToOuterDisposeScope();
        Values.DetachFromDisposeScope();
        foreach (var (_, parameter, start, count) in _places)
        {
            parameter.set_(Values.narrow(0, start, count).view(parameter.shape));
        }
    }

    /// <summary>The parameters, shape [P]. Changing it in place changes the module.</summary>
    public Tensor Values { get; }

    /// <summary>The number P of trainable parameters.</summary>
    public long Count { get; }

    /// <summary>The gradient of a scalar with respect to all parameters, shape [P]; a parameter it does not depend on contributes
    /// zeros.</summary>
    /// <param name="scalar">A scalar tensor with a graph.</param>
    /// <param name="keepGraph">Whether the graph is needed again.</param>
    /// <param name="differentiable">Whether the gradient gets a graph of its own, to be differentiated again.</param>
    /// <exception cref="ArgumentException">It is no scalar, or has no graph.</exception>
    /// <exception cref="InvalidOperationException">It depends on no parameter at all, or a second derivative is asked of a module that has
    /// none.</exception>
    public Tensor Gradient(Tensor scalar, bool keepGraph = false, bool differentiable = false)
    {
        RequireScalar(scalar);
        return cat([.. Gradients(scalar, null, keepGraph, differentiable).Zip(_places, (gradient, place) =>
            (gradient is null ? zeros_like(place.Parameter) : gradient.is_sparse ? gradient.to_dense() : gradient).reshape(-1))]);
    }

    /// <summary>Writes the gradient of a scalar into a vector, which is cheaper than a new one for every step where there are many
    /// parameters.</summary>
    /// <param name="scalar">A scalar tensor with a graph, which is used up.</param>
    /// <param name="target">Shape [P].</param>
    /// <param name="isAdded">Whether the gradient is added to what the vector holds, rather than put in its place.</param>
    /// <exception cref="ArgumentException">It is no scalar, or has no graph.</exception>
    /// <exception cref="InvalidOperationException">It depends on no parameter at all.</exception>
    public void WriteGradient(Tensor scalar, Tensor target, bool isAdded = false)
    {
        RequireScalar(scalar);
        Write(scalar, null, target, _ => isAdded);
    }

    /// <summary>Writes the gradient of a scalar that is known by its derivatives with respect to a tensor and, as far as it depends on it in another
    /// way, to one parameter.</summary>
    /// <param name="output">A tensor with a graph, which is used up.</param>
    /// <param name="derivatives">Derivatives with respect to it, of its shape.</param>
    /// <param name="target">Shape [P].</param>
    /// <param name="known">The parameter whose derivatives the vector holds; the gradient is added to them.</param>
    /// <param name="isAdded">Whether it is added to all that the vector holds.</param>
    internal void WriteGradient(Tensor output, Tensor derivatives, Tensor target, Parameter known, bool isAdded) =>
        Write(output, derivatives, target, parameter => isAdded || ReferenceEquals(parameter, known));

    /// <summary>The entries of a parameter in a vector.</summary>
    /// <param name="vector">Shape [P].</param>
    /// <param name="parameter">One of the module's.</param>
    /// <returns>A view with the parameter's shape; null where it is not trained.</returns>
    internal Tensor? Part(Tensor vector, Parameter parameter) =>
        _places.FirstOrDefault(place => ReferenceEquals(place.Parameter, parameter)) is { Parameter: not null } place
            ? vector.narrow(0, place.Start, place.Count).view(parameter.shape)
            : null;

    private void Write(Tensor output, Tensor? derivatives, Tensor target, Func<Parameter, bool> isAdded)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var scope = NewDisposeScope();
        var gradients = Gradients(output, derivatives, keepGraph: false, differentiable: false);
        using var noGrad = no_grad();
        foreach (var (gradient, (_, parameter, start, count)) in gradients.Zip(_places))
        {
            var part = target.narrow(0, start, count);
            var isKept = isAdded(parameter);
            if (gradient is null)
            {
                _ = isKept ? part : part.zero_();
            }
            else
            {
                Write(gradient, part, isKept);
            }
        }
    }

    private static void Write(Tensor gradient, Tensor part, bool isAdded)
    {
        if (gradient.is_sparse)
        {
            (isAdded ? part : part.zero_()).view(gradient.shape).add_(gradient);
        }
        else
        {
            _ = isAdded ? part.add_(gradient.reshape(-1)) : part.copy_(gradient.reshape(-1));
        }
    }

    private IList<Tensor?> Gradients(Tensor output, Tensor? derivatives, bool keepGraph, bool differentiable)
    {
        RequireGraph(output);
        if (differentiable && _hasSecondDerivatives?.Invoke() == false)
        {
            throw new InvalidOperationException(
                "The module's gradients cannot be differentiated again as it is. Set HasSecondDerivatives on the language model before the forward pass.");
        }

        var gradients = differentiable
            ? autograd.grad([output], [.. _places.Select(place => place.Parameter)], retain_graph: true, create_graph: true, allow_unused: true)
            : Accumulated(output, derivatives, keepGraph);
        return gradients.All(IsMissing)
            ? throw new InvalidOperationException(
                "The scalar depends on none of the parameters. If it was computed before this vector gathered them, compute it again.")
            : [.. gradients.Select(gradient => IsMissing(gradient) ? null : gradient)];
    }

    /// <summary>The entries of weights and embeddings, as start and count in ascending order, without those of biases and of scales and shifts of
    /// normalisation: what weight decay is to shrink.</summary>
    /// <remarks>Biases and normalisation are the parameters with fewer than two dimensions, or with "bias" in their name, as T5's table of relative
    /// positions (the rule of Hugging Face's trainer, which knows biases by their name).</remarks>
    public IReadOnlyList<(long Start, long Count)> WeightRanges() =>
        [.. _places.Where(place => place.Parameter.dim() >= 2 && !place.Name.Contains("bias", StringComparison.Ordinal)).Select(place => (place.Start, place.Count))];

    /// <summary>A copy of the parameters, length P.</summary>
    public float[] ToArray() => Values.cpu().data<float>().ToArray();

    /// <summary>Sets the parameters.</summary>
    /// <param name="values">The new values, length P, in the order of <c>named_parameters()</c>.</param>
    /// <exception cref="ArgumentException">Another length, or a value that is not finite.</exception>
    public void Set(ReadOnlySpan<float> values)
    {
        if (values.Length != Count)
        {
            throw new ArgumentException($"{values.Length} values given, but the module has {Count} parameters.", nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new ArgumentException($"Parameter value {i} is {values[i]}; parameters must be finite.", nameof(values));
            }
        }

        using var noGrad = no_grad();
        using var source = tensor(values.ToArray());
        Values.copy_(source);
    }

    /// <inheritdoc />
    public void Dispose() => Values.Dispose();

    // Where memory does not suffice, autograd.grad ends the process and backward throws.
    private Tensor?[] Accumulated(Tensor output, Tensor? derivatives, bool keepGraph)
    {
        try
        {
            // What a backward pass of somebody else has left there is no part of this gradient.
            ForgetGradients();
            autograd.backward(
                [output], derivatives is null ? null : [derivatives], retain_graph: keepGraph, inputs: [.. _places.Select(place => place.Parameter)]);
            return [.. _places.Select(place => place.Parameter.grad)];
        }
        finally
        {
            ForgetGradients();
        }
    }

    private void ForgetGradients()
    {
        foreach (var place in _places)
        {
            place.Parameter.grad = null;
        }
    }

    private void RequireOneKind(nn.Module module)
    {
        var first = _places[0];
        foreach (var (name, parameter, _, _) in _places)
        {
            if (parameter.dtype != first.Parameter.dtype || parameter.device.ToString() != first.Parameter.device.ToString())
            {
                throw new ArgumentException(
                    $"'{first.Name}' is {first.Parameter.dtype} on {first.Parameter.device}, but '{name}' is {parameter.dtype} on {parameter.device}: "
                    + "the parameters of a policy must have one type and one device.", nameof(module));
            }
        }
    }

    // libtorch ends the process on these two mistakes.
    private static void RequireScalar(Tensor scalar)
    {
        ArgumentNullException.ThrowIfNull(scalar);
        if (scalar.numel() != 1)
        {
            throw new ArgumentException($"A gradient is taken of a scalar; this tensor has shape [{string.Join(", ", scalar.shape)}]. Sum or average it first.", nameof(scalar));
        }
    }

    private static void RequireGraph(Tensor scalar)
    {
        if (!scalar.requires_grad)
        {
            throw new ArgumentException("The scalar has no graph: it was detached, or computed without gradients, or does not depend on any parameter.", nameof(scalar));
        }
    }

    private static bool IsMissing(Tensor? gradient) => gradient is null || gradient.IsInvalid;
}
