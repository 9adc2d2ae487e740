using VanishingGradients.Data;

namespace VanishingGradients.Finetuning;

/// <summary>How far and how exactly a trust-region step goes (TRPO, Schulman et al. 2015, appendix C).</summary>
public sealed record TrustRegionOptions
{
    /// <summary>δ, the largest mean KL(p ‖ p′) over the batch between the policies before and after a step, in nats. <value>0.01 (Schulman et al. 2015).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double MaxKl { get; init => field = OptionCheck.Positive(value, nameof(MaxKl)); } = 0.01;

    /// <summary>Added to the diagonal of the Fisher matrix. <value>1e-6, the kit's choice: the usual 0.1 would drown inputs with a small p(y*), whose
    /// part of the Fisher matrix is about as small as p(y*).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public double Damping { get; init => field = OptionCheck.NotNegative(value, nameof(Damping)); } = 1e-6;

    /// <summary>Most conjugate-gradient steps. <value>10 (Schulman et al. 2015).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int ConjugateGradientSteps { get; init => field = OptionCheck.AtLeastOne(value, nameof(ConjugateGradientSteps)); } = 10;

    /// <summary>Most halvings of a step that goes too far or does not improve the objective. <value>10, the kit's choice.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int LineSearchSteps { get; init => field = OptionCheck.AtLeastOne(value, nameof(LineSearchSteps)); } = 10;
}
