namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>A column that holds rewards, and its weight in the total reward.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Weight">What its values are multiplied by before they are summed; TRL's reward_weights, 1 unless set there.</param>
public sealed record RewardColumn(string Name, double Weight = 1);
