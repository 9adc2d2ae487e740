using VanishingGradients.Data;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning;

/// <summary>Plain stochastic gradient descent without momentum.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>SGD with a learning rate.</summary>
    /// <param name="learningRate">See <see cref="LearningRate"/>.</param>
    public SgdOptions(double learningRate = 1e-2) => LearningRate = learningRate;

    /// <summary>Learning rate. <value>1e-2 (official MNIST and CIFAR10 plans).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double LearningRate { get; init => field = OptionCheck.Positive(value, nameof(LearningRate)); }

    /// <inheritdoc />
    public override Optimizer Create(ParameterVector parameters) => new Sgd(this);
}
