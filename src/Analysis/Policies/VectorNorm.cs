namespace VanishingGradients.Analysis.Policies;

/// <summary>Euclidean norms that neither underflow nor overflow: the squares are taken of entries divided by the largest one.</summary>
public static class VectorNorm
{
    /// <summary>The Euclidean norm of a vector; entries as small as 1e-300 count in full. An empty vector has norm 0, a NaN entry gives
    /// NaN.</summary>
    /// <param name="vector">The entries, in any number.</param>
    public static double Euclidean(ReadOnlySpan<double> vector)
    {
        var sum = new ScaledSumOfSquares();
        foreach (var entry in vector)
            sum.Add(entry);
        return sum.Root;
    }

    /// <summary>The sum of absolute values.</summary>
    /// <param name="vector">The entries, in any number.</param>
    public static double Absolute(ReadOnlySpan<double> vector)
    {
        var sum = 0.0;
        foreach (var entry in vector)
            sum += Math.Abs(entry);
        return sum;
    }
}
