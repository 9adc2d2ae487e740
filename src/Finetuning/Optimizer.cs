using TorchSharp;

namespace VanishingGradients.Finetuning;

/// <summary>A first-order optimiser over one parameter vector.</summary>
public abstract class Optimizer : IDisposable
{
    /// <summary>Changes the parameters in place by one step against the gradient.</summary>
    /// <param name="parameters">Shape [P].</param>
    /// <param name="gradient">Gradient of the loss to minimise, shape [P].</param>
    public void Step(torch.Tensor parameters, torch.Tensor gradient)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradient);
        using var noGrad = torch.no_grad();
        Update(parameters, gradient);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>One step; no gradient is recorded.</summary>
    /// <param name="parameters">Shape [P].</param>
    /// <param name="gradient">Shape [P].</param>
    protected abstract void Update(torch.Tensor parameters, torch.Tensor gradient);

    /// <summary>Frees the optimiser's state.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
