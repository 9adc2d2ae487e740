namespace VanishingGradients.Text.Generation;

/// <summary>What a model wrote after a prompt.</summary>
/// <param name="Ids">The new ids, the end included where there is one; at least one.</param>
/// <param name="Ended">Whether the last id is the end; otherwise the completion was cut off at its greatest length.</param>
/// <param name="LogProbabilities">ln π(y_t | x, y_&lt;t) of every new id: of the policy at the temperature of decoding, before any other
/// filter (paper, appendix C, as in RL4LMs).</param>
public sealed record Completion(int[] Ids, bool Ended, double[] LogProbabilities);
