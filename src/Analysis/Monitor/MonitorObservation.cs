namespace VanishingGradients.Analysis.Monitor;

/// <summary>What a monitor saw at one step.</summary>
/// <param name="Step">The training step.</param>
/// <param name="Inputs">Number of inputs with a known std.</param>
/// <param name="AllMinimumShare">Share of them that vanish at the lowest reward.</param>
/// <param name="AllMaximumShare">Share that vanish at the highest reward.</param>
/// <param name="FlatShare">Share that vanish between.</param>
/// <param name="RewardMean">Mean over all inputs of the reward mean.</param>
/// <param name="RewardStd">Mean over inputs of the reward std, where known.</param>
/// <param name="GradientNorms">Mean gradient norm per std bucket; NaN for a bucket without norms.</param>
public sealed record MonitorObservation(
    long Step,
    int Inputs,
    double AllMinimumShare,
    double AllMaximumShare,
    double FlatShare,
    double RewardMean,
    double RewardStd,
    IReadOnlyList<double> GradientNorms)
{
    /// <summary>Share of inputs that vanish, of all three kinds.</summary>
    public double VanishingShare => AllMinimumShare + AllMaximumShare + FlatShare;
}
