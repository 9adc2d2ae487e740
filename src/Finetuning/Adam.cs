using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Adam (Kingma and Ba 2015) as PyTorch computes it, on one flat vector.</summary>
/// <remarks>m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).</remarks>
/// <param name="learningRate">lr, above 0.</param>
/// <param name="beta1">β₁.</param>
/// <param name="beta2">β₂.</param>
/// <param name="epsilon">ε.</param>
public sealed class Adam(double learningRate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : Optimizer
{
    private readonly double _learningRate = LearningRate.Require(learningRate);
    private Tensor? _mean;
    private Tensor? _square;
    private long _steps;

    /// <inheritdoc />
    protected override void Update(Tensor parameters, Tensor gradient)
    {
        _mean ??= zeros_like(parameters).DetachFromDisposeScope();
        _square ??= zeros_like(parameters).DetachFromDisposeScope();
        _steps++;
        _mean.mul_(beta1).add_(gradient, 1 - beta1);
        _square.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        using var scale = _square.sqrt();
        scale.div_(Math.Sqrt(1 - Math.Pow(beta2, _steps))).add_(epsilon);
        parameters.addcdiv_(_mean, scale, -_learningRate / (1 - Math.Pow(beta1, _steps)));
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        _mean?.Dispose();
        _square?.Dispose();
    }
}
