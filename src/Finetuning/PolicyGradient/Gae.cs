namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Generalised advantage estimation (Schulman et al. 2016) on one flat stream of transitions.</summary>
public static class Gae
{
    /// <summary>δ_t = r_t + γ V_{t+1} n_t − V_t and A_t = δ_t + γ λ n_t A_{t+1}, where n_t is 0 if an episode begins at t + 1 and 1 otherwise.</summary>
    /// <param name="rewards">r_t, length N.</param>
    /// <param name="values">V of the state before action t, length N.</param>
    /// <param name="episodeStarts">Whether an episode begins at t, length N.</param>
    /// <param name="nextValue">V of the state after the last transition, if its episode goes on beyond the stream; null if it ended there.</param>
    /// <param name="discount">γ, from 0 to 1.</param>
    /// <param name="lambda">λ, from 0 to 1.</param>
    /// <returns>A_t, length N. A_t + V_t is the return that a value network is fitted to.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double[] Advantages(
        ReadOnlySpan<double> rewards, ReadOnlySpan<double> values, ReadOnlySpan<bool> episodeStarts, double? nextValue, double discount, double lambda)
    {
        if (rewards.Length != values.Length || rewards.Length != episodeStarts.Length)
        {
            throw new ArgumentException($"{rewards.Length} rewards, {values.Length} values and {episodeStarts.Length} episode starts; all must be as many.", nameof(values));
        }

        var advantages = new double[rewards.Length];
        var (next, goesOn, advantage) = (nextValue ?? 0, nextValue is not null, 0.0);
        for (var t = rewards.Length - 1; t >= 0; t--)
        {
            var live = goesOn ? discount : 0;
            advantage = rewards[t] + live * next - values[t] + live * lambda * advantage;
            advantages[t] = advantage;
            (next, goesOn) = (values[t], !episodeStarts[t]);
        }

        return advantages;
    }
}
