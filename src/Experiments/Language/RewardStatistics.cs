namespace VanishingGradients.Experiments.Language;

/// <summary>The exact reward of one prompt under a policy: over all completions, no sampling and no ddof.</summary>
/// <param name="Mean">V(x), in units of reward.</param>
/// <param name="Std">Reward standard deviation, in units of reward.</param>
/// <param name="BestProbability">Probability of a completion with the highest reward.</param>
public readonly record struct RewardStatistics(double Mean, double Std, double BestProbability);
