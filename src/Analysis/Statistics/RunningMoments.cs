namespace VanishingGradients.Analysis.Statistics;

/// <summary>Count, mean, std, minimum and maximum of one stream of finite numbers, in constant memory.</summary>
/// <remarks>
/// One-pass update after Welford (1962); merging after Chan, Golub and LeVeque (1979). Equal values give a std of exactly 0 in both.
/// Empty: mean, std, minimum and maximum are NaN. One value: std with ddof 0 is 0, with ddof 1 is NaN. NaN and infinities are refused.
/// </remarks>
public readonly record struct RunningMoments
{
    private readonly double _mean;
    private readonly double _minimum;
    private readonly double _maximum;

    /// <summary>Rebuilds the moments from stored parts.</summary>
    /// <param name="count">Number of values, at least 0.</param>
    /// <param name="mean">Their mean; ignored when empty.</param>
    /// <param name="sumOfSquares">Σ(x − mean)², at least 0; ignored when empty.</param>
    /// <param name="minimum">Smallest value; ignored when empty.</param>
    /// <param name="maximum">Largest value; ignored when empty.</param>
    internal RunningMoments(long count, double mean, double sumOfSquares, double minimum, double maximum) =>
        (Count, _mean, SumOfSquares, _minimum, _maximum) = (count, mean, sumOfSquares, minimum, maximum);

    /// <summary>Number of values seen.</summary>
    public long Count { get; }

    /// <summary>Σ(x − mean)².</summary>
    public double SumOfSquares { get; }

    /// <summary>Arithmetic mean; NaN when empty.</summary>
    public double Mean => Count == 0 ? double.NaN : _mean;

    /// <summary>Smallest value; NaN when empty.</summary>
    public double Minimum => Count == 0 ? double.NaN : _minimum;

    /// <summary>Largest value; NaN when empty.</summary>
    public double Maximum => Count == 0 ? double.NaN : _maximum;

    /// <summary>The moments of a whole sample.</summary>
    /// <param name="values">Finite values.</param>
    /// <exception cref="NonFiniteRewardException">A value is NaN or infinite.</exception>
    public static RunningMoments Of(ReadOnlySpan<double> values)
    {
        var moments = default(RunningMoments);
        foreach (var value in values)
            moments = moments.Add(value);
        return moments;
    }

    /// <summary>The moments with one more value.</summary>
    /// <param name="value">A finite value.</param>
    /// <exception cref="NonFiniteRewardException">The value is NaN or infinite.</exception>
    public RunningMoments Add(double value)
    {
        if (!double.IsFinite(value))
            throw new NonFiniteRewardException(value);
        if (Count == 0)
            return new(1, value, 0, value, value);
        var count = Count + 1;
        var delta = value - _mean;
        var mean = _mean + delta / count;
        return new(count, mean, SumOfSquares + delta * (value - mean), Math.Min(_minimum, value), Math.Max(_maximum, value));
    }

    /// <summary>The moments of both streams together.</summary>
    /// <param name="other">The other stream.</param>
    public RunningMoments Merge(RunningMoments other)
    {
        if (Count == 0)
            return other;
        if (other.Count == 0)
            return this;
        var count = Count + other.Count;
        var delta = other._mean - _mean;
        return new(
            count,
            _mean + delta * ((double)other.Count / count),
            SumOfSquares + other.SumOfSquares + delta * delta * ((double)Count * other.Count / count),
            Math.Min(_minimum, other._minimum),
            Math.Max(_maximum, other._maximum));
    }

    /// <summary>Standard deviation, sqrt(Σ(x − mean)² / (n − ddof)); NaN when n ≤ ddof.</summary>
    /// <param name="ddof">Delta degrees of freedom.</param>
    public double Std(Ddof ddof) => Count <= (int)ddof ? double.NaN : Math.Sqrt(SumOfSquares / (Count - (int)ddof));
}
