using VanishingGradients.Data;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>The controller of Ziegler et al. 2019: β ← β (1 + clip(kl / target − 1, −0.2, 0.2) · transitions / horizon).</summary>
public sealed record HorizonKl : KlController
{
    /// <summary>The controller with a target and a horizon.</summary>
    /// <param name="target">See <see cref="Target"/>.</param>
    /// <param name="horizon">See <see cref="Horizon"/>.</param>
    public HorizonKl(double target, double horizon = 10_000) => (Target, Horizon) = (target, horizon);

    /// <summary>The KL divergence to keep to, in nats; 6 per completion in Ziegler et al.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Target { get; init => field = OptionCheck.Positive(value, nameof(Target)); }

    /// <summary>Transitions through which β may change by a fifth. <value>10,000 (Ziegler et al. 2019).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Horizon { get; init => field = OptionCheck.Positive(value, nameof(Horizon)); }

    /// <inheritdoc />
    public override double Next(double coefficient, double kl, int transitions) =>
        coefficient * (1 + Math.Clamp(kl / Target - 1, -0.2, 0.2) * transitions / Horizon);
}
