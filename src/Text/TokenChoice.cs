using TorchSharp;

namespace VanishingGradients.Text;

/// <summary>Chooses the next token from logits.</summary>
public static class TokenChoice
{
    /// <summary>softmax(z), in float64; 0 where z is negative infinity.</summary>
    /// <param name="logits">Logits, [vocabulary].</param>
    /// <exception cref="ArgumentException">There is no logit, all are negative infinity, or one is NaN or positive infinity.</exception>
    public static double[] Probabilities(ReadOnlySpan<double> logits)
    {
        var largest = logits[Greedy(logits)];
        var probabilities = new double[logits.Length];
        var sum = 0.0;
        for (var id = 0; id < logits.Length; id++)
            sum += probabilities[id] = Math.Exp(logits[id] - largest);
        foreach (ref var probability in probabilities.AsSpan())
            probability /= sum;
        return probabilities;
    }

    /// <summary>The id of the largest logit; the first of equal ones.</summary>
    /// <param name="logits">Logits, [vocabulary].</param>
    /// <exception cref="ArgumentException">There is no logit, all are negative infinity, or one is NaN or positive infinity.</exception>
    public static int Greedy(ReadOnlySpan<double> logits)
    {
        var best = -1;
        for (var id = 0; id < logits.Length; id++)
        {
            if (double.IsNaN(logits[id]) || double.IsPositiveInfinity(logits[id]))
                throw new ArgumentException($"The logit of token {id} is {logits[id]}: the model has diverged.", nameof(logits));
            if (logits[id] > (best < 0 ? double.NegativeInfinity : logits[best]))
                best = id;
        }

        return best >= 0
            ? best
            : throw new ArgumentException($"None of {logits.Length} tokens is left to choose: relax the filters.", nameof(logits));
    }

    /// <summary>An id drawn with the probabilities softmax(z): the first whose cumulative probability exceeds one uniform number.</summary>
    /// <param name="logits">Logits, [vocabulary]; ids with negative infinity are never drawn.</param>
    /// <param name="generator">Random stream, such as <see cref="Torch.RandomStreams.Rollout"/>; one float64 number is taken from it.</param>
    /// <exception cref="ArgumentException">There is no logit, all are negative infinity, or one is NaN or positive infinity.</exception>
    public static int Sample(ReadOnlySpan<double> logits, torch.Generator generator)
    {
        var probabilities = Probabilities(logits);
        using var uniform = torch.rand(1, dtype: torch.ScalarType.Float64, generator: generator);
        var target = uniform.item<double>();
        var (cumulative, chosen) = (0.0, -1);
        for (var id = 0; id < probabilities.Length && cumulative <= target; id++)
        {
            if (probabilities[id] == 0)
                continue;
            cumulative += probabilities[id];
            // Stays at the last possible id where rounding leaves the sum below the drawn number.
            chosen = id;
        }

        return chosen;
    }
}
