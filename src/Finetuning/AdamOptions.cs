using VanishingGradients.Data;
using VanishingGradients.Torch;

namespace VanishingGradients.Finetuning;

/// <summary>Adam, and AdamW where <see cref="WeightDecay"/> is above 0.</summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>Adam with PyTorch's defaults but for the learning rate.</summary>
    /// <param name="learningRate">See <see cref="LearningRate"/>.</param>
    /// <param name="beta1">See <see cref="Beta1"/>.</param>
    /// <param name="beta2">See <see cref="Beta2"/>.</param>
    /// <param name="epsilon">See <see cref="Epsilon"/>.</param>
    /// <param name="weightDecay">See <see cref="WeightDecay"/>.</param>
    public AdamOptions(double learningRate = 1e-4, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0) =>
        (LearningRate, Beta1, Beta2, Epsilon, WeightDecay) = (learningRate, beta1, beta2, epsilon, weightDecay);

    /// <summary>Learning rate. <value>1e-4 (official plans).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double LearningRate { get; init => field = OptionCheck.Positive(value, nameof(LearningRate)); }

    /// <summary>β₁, decay of the mean of the gradients. <value>0.9 (PyTorch).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Beta1 { get; init => field = OptionCheck.BelowOne(value, nameof(Beta1)); }

    /// <summary>β₂, decay of the mean of the squared gradients. <value>0.999 (PyTorch).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 1).</exception>
    public double Beta2 { get; init => field = OptionCheck.BelowOne(value, nameof(Beta2)); }

    /// <summary>ε, added to the root of the mean square. <value>1e-8 (PyTorch).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Epsilon { get; init => field = OptionCheck.Positive(value, nameof(Epsilon)); }

    /// <summary>λ of the decoupled weight decay θ ← θ − lr·λ·θ (AdamW, Loshchilov and Hutter 2019), which leaves biases and normalisation alone.
    /// <value>0 (official plans); 1e-6 in RL4LMs' PPO.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public double WeightDecay { get; init => field = OptionCheck.NotNegative(value, nameof(WeightDecay)); }

    /// <inheritdoc />
    public override Optimizer Create(ParameterVector parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new Adam(this, WeightDecay > 0 ? parameters.WeightRanges() : null);
    }
}
