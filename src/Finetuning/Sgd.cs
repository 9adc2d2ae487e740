using TorchSharp;

namespace VanishingGradients.Finetuning;

/// <summary>Plain stochastic gradient descent: θ ← θ − lr·g.</summary>
public sealed class Sgd : Optimizer
{
    private readonly SgdOptions _options;

    /// <summary>SGD.</summary>
    /// <param name="options">The learning rate.</param>
    public Sgd(SgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc />
    protected override void Update(torch.Tensor parameters, torch.Tensor gradient, double rateFactor) =>
        parameters.add_(gradient, -_options.LearningRate * rateFactor);
}
