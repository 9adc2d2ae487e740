using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>A first-order optimiser over one parameter vector.</summary>
public abstract class Optimizer : IDisposable
{
    /// <summary>Steps made so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Changes the parameters in place by one step against the gradient.</summary>
    /// <param name="parameters">Shape [P].</param>
    /// <param name="gradient">Gradient of the loss to minimise, shape [P].</param>
    /// <param name="rateFactor">Multiplies the learning rate of this step, see <see cref="LearningRateSchedule"/>.</param>
    /// <exception cref="ArgumentException">The two differ in length or type; nothing is changed.</exception>
    public void Step(Tensor parameters, Tensor gradient, double rateFactor = 1)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.numel() != parameters.numel() || gradient.dtype != parameters.dtype)
        {
            throw new ArgumentException(
                $"The gradient has {gradient.numel()} values of {gradient.dtype}, the parameters {parameters.numel()} of {parameters.dtype}.", nameof(gradient));
        }

        using var noGrad = no_grad();
        Steps++;
        Update(parameters, gradient, rateFactor);
    }

    /// <summary>A copy of the optimiser's state. The caller disposes it.</summary>
    public OptimizerState ExportState()
    {
        using var noGrad = no_grad();
        return new OptimizerState(Steps, Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.clone().DetachFromDisposeScope()));
    }

    /// <summary>Continues from a state of the same kind of optimiser; the next step is the one that would have followed.</summary>
    /// <param name="state">A state that <see cref="ExportState"/> gave. It is copied.</param>
    /// <exception cref="ArgumentException">The state belongs to another kind of optimiser; nothing is changed.</exception>
    public void ImportState(OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string[] expected = state.Steps == 0 ? [] : [.. TensorNames.Order(StringComparer.Ordinal)];
        if (state.Steps < 0 || !expected.SequenceEqual(state.Tensors.Keys.Order(StringComparer.Ordinal)))
        {
            throw new ArgumentException(
                $"After {state.Steps} steps {GetType().Name} has the tensors [{string.Join(", ", expected)}], but the state has " +
                $"[{string.Join(", ", state.Tensors.Keys)}]. It was exported by another kind of optimiser.", nameof(state));
        }

        using var noGrad = no_grad();
        Restore(state.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.clone().DetachFromDisposeScope()));
        Steps = state.Steps;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Names of the tensors that the optimiser has after its first step.</summary>
    protected virtual IReadOnlyList<string> TensorNames => [];

    /// <summary>The tensors it has now.</summary>
    protected virtual IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor>();

    /// <summary>One step, already counted in <see cref="Steps"/>; no gradient is recorded.</summary>
    /// <param name="parameters">Shape [P].</param>
    /// <param name="gradient">Shape [P].</param>
    /// <param name="rateFactor">Multiplies the learning rate.</param>
    protected abstract void Update(Tensor parameters, Tensor gradient, double rateFactor);

    /// <summary>Replaces the optimiser's tensors; the given ones belong to it from now on.</summary>
    /// <param name="tensors">All of <see cref="TensorNames"/>, or none for a state before the first step.</param>
    protected virtual void Restore(IReadOnlyDictionary<string, Tensor> tensors)
    {
    }

    /// <summary>Frees the optimiser's state.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
