using VanishingGradients.Data;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>RL4LMs' controller: β ← β (1 + 0.1 clip((kl − target) / target, −0.2, 0.2)).</summary>
public sealed record ProportionalKl : KlController
{
    /// <summary>The controller with a target.</summary>
    /// <param name="target">See <see cref="Target"/>.</param>
    public ProportionalKl(double target) => Target = target;

    /// <summary>The KL divergence per transition to keep to, in nats; from 0.05 to 2 in RL4LMs' tasks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Target { get; init => field = OptionCheck.Positive(value, nameof(Target)); }

    /// <inheritdoc />
    public override double Next(double coefficient, double kl, int transitions) =>
        coefficient * (1 + 0.1 * Math.Clamp((kl - Target) / Target, -0.2, 0.2));
}
