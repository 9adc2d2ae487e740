using System.Buffers;
using System.Numerics.Tensors;
using TorchSharp;

namespace VanishingGradients.Text;

/// <summary>Chooses the next token from logits.</summary>
public static class TokenChoice
{
    /// <summary>softmax(z), in float64; 0 where z is negative infinity.</summary>
    /// <param name="logits">Logits, [vocabulary].</param>
    /// <exception cref="ArgumentException">There is no logit, or all are negative infinity.</exception>
    /// <exception cref="NonFiniteLogitException">One is NaN or positive infinity.</exception>
    public static double[] Probabilities(ReadOnlySpan<double> logits)
    {
        var probabilities = new double[logits.Length];
        TensorPrimitives.Divide(probabilities, Exponentials(logits, probabilities), probabilities);
        return probabilities;
    }

    /// <summary>The id of the largest logit; the first of equal ones.</summary>
    /// <param name="logits">Logits, [vocabulary].</param>
    /// <exception cref="ArgumentException">There is no logit, or all are negative infinity.</exception>
    /// <exception cref="NonFiniteLogitException">One is NaN or positive infinity.</exception>
    public static int Greedy(ReadOnlySpan<double> logits)
    {
        // The first NaN, if there is one.
        var best = logits.IsEmpty ? -1 : TensorPrimitives.IndexOfMax(logits);
        if (best < 0 || double.IsNegativeInfinity(logits[best]))
            throw new ArgumentException($"None of {logits.Length} tokens is left to choose: relax the filters.", nameof(logits));
        return double.IsFinite(logits[best])
            ? best
            : throw new NonFiniteLogitException(best, logits[best]);
    }

    /// <summary>An id drawn with the probabilities softmax(z): the first whose cumulative probability exceeds one uniform number.</summary>
    /// <param name="logits">Logits, [vocabulary]; ids with negative infinity are never drawn.</param>
    /// <param name="generator">Random stream, such as <see cref="Torch.RandomStreams.Rollout"/>; one float64 number is taken from it.</param>
    /// <exception cref="ArgumentException">There is no logit, or all are negative infinity.</exception>
    /// <exception cref="NonFiniteLogitException">One is NaN or positive infinity.</exception>
    public static int Sample(ReadOnlySpan<double> logits, torch.Generator generator)
    {
        using var uniform = torch.rand(1, dtype: torch.ScalarType.Float64, generator: generator);
        return Sample(logits, uniform.item<double>());
    }

    /// <summary>An id drawn with the probabilities softmax(z): the first whose cumulative probability exceeds a uniform number.</summary>
    /// <param name="logits">Logits, [vocabulary]; ids with negative infinity are never drawn.</param>
    /// <param name="uniform">A number drawn uniformly from [0, 1).</param>
    /// <exception cref="ArgumentException">There is no logit, or all are negative infinity.</exception>
    /// <exception cref="NonFiniteLogitException">One is NaN or positive infinity.</exception>
    public static int Sample(ReadOnlySpan<double> logits, double uniform)
    {
        var rented = ArrayPool<double>.Shared.Rent(logits.Length);
        var weights = rented.AsSpan(0, logits.Length);
        var target = uniform * Exponentials(logits, weights);
        var (cumulative, chosen) = (0.0, -1);
        for (var id = 0; id < weights.Length && cumulative <= target; id++)
        {
            if (weights[id] == 0)
                continue;
            cumulative += weights[id];
            // Stays at the last possible id where rounding leaves the sum below the drawn number.
            chosen = id;
        }

        ArrayPool<double>.Shared.Return(rented);
        return chosen;
    }

    /// <summary>exp(z - largest z), and the sum of that.</summary>
    private static double Exponentials(ReadOnlySpan<double> logits, Span<double> exponentials)
    {
        TensorPrimitives.Subtract(logits, logits[Greedy(logits)], exponentials);
        TensorPrimitives.Exp<double>(exponentials, exponentials);
        return TensorPrimitives.Sum<double>(exponentials);
    }
}
