using TorchSharp;

namespace VanishingGradients.Finetuning;

/// <summary>Plain stochastic gradient descent: θ ← θ − lr·g.</summary>
/// <param name="learningRate">lr, above 0.</param>
public sealed class Sgd(double learningRate) : Optimizer
{
    private readonly double _learningRate = LearningRate.Require(learningRate);

    /// <inheritdoc />
    protected override void Update(torch.Tensor parameters, torch.Tensor gradient) => parameters.add_(gradient, -_learningRate);
}
