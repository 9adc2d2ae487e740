namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Estimators of KL(p ‖ q) from one sample y of p, with d = ln p(y) − ln q(y) (Schulman 2020, "Approximating KL divergence").</summary>
public enum KlEstimator
{
    /// <summary>d: unbiased, may be negative.</summary>
    K1,

    /// <summary>d²/2: biased, never negative; its gradient estimates that of the divergence.</summary>
    K2,

    /// <summary>e⁻ᵈ + d − 1: unbiased and never negative.</summary>
    K3,

    /// <summary>|d|: biased, never negative.</summary>
    Absolute,
}
