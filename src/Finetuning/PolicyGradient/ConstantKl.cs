namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>β stays.</summary>
public sealed record ConstantKl : KlController
{
    /// <inheritdoc />
    public override double Next(double coefficient, double kl, int transitions) => coefficient;
}
