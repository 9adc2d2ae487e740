namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>Times to reach probability ½ from one start, by gradient flow.</summary>
/// <param name="Probability">p0, the probability of the target at the start.</param>
/// <param name="Std">The reward std at the start, for reward ±1.</param>
/// <param name="ExpectedReward">The time of reinforcement finetuning.</param>
/// <param name="Supervised">The time of supervised finetuning.</param>
/// <param name="ExpectedRewardOverStd">The time with the expected-reward gradient divided by the std.</param>
/// <param name="NaturalGradient">The time of the natural policy gradient.</param>
public sealed record TimeSeparationRow(
    double Probability, double Std, double ExpectedReward, double Supervised, double ExpectedRewardOverStd, double NaturalGradient);
