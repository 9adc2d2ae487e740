using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>The formulas of <see cref="KlEstimator"/>.</summary>
public static class KlEstimators
{
    /// <summary>One estimate per sample.</summary>
    /// <param name="estimator">Which.</param>
    /// <param name="logProbabilities">ln p of the samples, any shape.</param>
    /// <param name="reference">ln q of the samples, same shape.</param>
    /// <returns>The same shape, with a graph where the arguments have one.</returns>
    public static Tensor Of(KlEstimator estimator, Tensor logProbabilities, Tensor reference)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        ArgumentNullException.ThrowIfNull(reference);
        var difference = logProbabilities - reference;
        return estimator switch
        {
            KlEstimator.K1 => difference,
            KlEstimator.K2 => difference.square() / 2,
            KlEstimator.K3 => difference.neg().expm1() + difference,
            KlEstimator.Absolute => difference.abs(),
            _ => throw new ArgumentOutOfRangeException(nameof(estimator), estimator, "Unknown estimator."),
        };
    }
}
