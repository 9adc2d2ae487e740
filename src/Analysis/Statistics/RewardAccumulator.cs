namespace VanishingGradients.Analysis.Statistics;

/// <summary>Reward mean and std per input, accumulated one completion at a time, for any number of inputs.</summary>
/// <remarks>
/// Columnar: at most 44 bytes per input whatever the number of completions, so a million inputs take 44 MB. Not safe for concurrent use;
/// accumulate per thread and <see cref="Merge"/>.
/// </remarks>
public sealed class RewardAccumulator
{
    private long[] _counts;
    private double[] _means;
    private double[] _sumsOfSquares;
    private double[] _minima;
    private double[] _maxima;
    private int[] _successes;

    /// <summary>Creates an accumulator that grows as inputs appear.</summary>
    /// <param name="inputs">Expected number of inputs, at least 0; the memory for them is taken at once.</param>
    /// <param name="successAt">A completion whose reward is at least this counts as a success; null counts none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative number of inputs, or a success threshold that is not finite.</exception>
    public RewardAccumulator(int inputs = 0, double? successAt = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputs);
        if (successAt is { } threshold && !double.IsFinite(threshold))
            throw new ArgumentOutOfRangeException(nameof(successAt), threshold, "The success threshold must be a finite reward.");
        SuccessAt = successAt;
        _counts = new long[inputs];
        _means = new double[inputs];
        _sumsOfSquares = new double[inputs];
        _minima = new double[inputs];
        _maxima = new double[inputs];
        _successes = new int[successAt is null ? 0 : inputs];
    }

    /// <summary>Number of inputs: one more than the largest index seen.</summary>
    public int Inputs { get; private set; }

    /// <summary>The reward from which a completion counts as a success; null when none is counted.</summary>
    public double? SuccessAt { get; }

    /// <summary>The moments of one input; empty moments for an index below <see cref="Inputs"/> that got no reward.</summary>
    /// <param name="input">Index of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or not below <see cref="Inputs"/>.</exception>
    public RunningMoments this[int input]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(input);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(input, Inputs);
            return Load(input);
        }
    }

    /// <summary>Adds the reward of one completion.</summary>
    /// <param name="input">Index of the input, at least 0.</param>
    /// <param name="reward">Its reward.</param>
    /// <exception cref="NonFiniteRewardException">The reward is NaN or infinite; nothing was added.</exception>
    public void Add(int input, double reward)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(input);
        if (!double.IsFinite(reward))
            throw new NonFiniteRewardException(reward, input);
        Reserve(input);
        Store(input, Load(input).Add(reward));
        if (reward >= SuccessAt)
            _successes[input]++;
    }

    /// <summary>Adds the rewards of several completions of one input.</summary>
    /// <param name="input">Index of the input, at least 0.</param>
    /// <param name="rewards">Their rewards.</param>
    /// <exception cref="NonFiniteRewardException">A reward is NaN or infinite; none was added.</exception>
    public void Add(int input, ReadOnlySpan<double> rewards)
    {
        foreach (var reward in rewards)
        {
            if (!double.IsFinite(reward))
                throw new NonFiniteRewardException(reward, input);
        }

        foreach (var reward in rewards)
            Add(input, reward);
    }

    /// <summary>Adds everything another accumulator has seen, input by input.</summary>
    /// <param name="other">The other accumulator, left as it is.</param>
    /// <exception cref="ArgumentException">The two count successes from different thresholds.</exception>
    public void Merge(RewardAccumulator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.SuccessAt != SuccessAt)
            throw new ArgumentException(
                $"Cannot merge success counts from {other.SuccessAt} into counts from {SuccessAt}; use one threshold.", nameof(other));
        for (var input = 0; input < other.Inputs; input++)
        {
            Reserve(input);
            Store(input, Load(input).Merge(other.Load(input)));
            if (SuccessAt is not null)
                _successes[input] += other._successes[input];
        }
    }

    /// <summary>Share of completions of one input that count as a success, in [0, 1]; NaN without completions.</summary>
    /// <param name="input">Index of the input.</param>
    /// <exception cref="InvalidOperationException">The accumulator was created without a success threshold.</exception>
    public double SuccessShare(int input) => SuccessAt is null
        ? throw new InvalidOperationException("No success threshold was given when the accumulator was created; pass successAt.")
        : this[input].Count == 0 ? double.NaN : (double)_successes[input] / _counts[input];

    private RunningMoments Load(int input) => new(_counts[input], _means[input], _sumsOfSquares[input], _minima[input], _maxima[input]);

    private void Store(int input, RunningMoments moments)
    {
        _counts[input] = moments.Count;
        _means[input] = moments.Mean;
        _sumsOfSquares[input] = moments.SumOfSquares;
        _minima[input] = moments.Minimum;
        _maxima[input] = moments.Maximum;
    }

    private void Reserve(int input)
    {
        Inputs = Math.Max(Inputs, input + 1);
        if (input < _counts.Length)
            return;
        var capacity = (int)Math.Min(Array.MaxLength, Math.Max((long)input + 1, 2L * _counts.Length));
        Array.Resize(ref _counts, capacity);
        Array.Resize(ref _means, capacity);
        Array.Resize(ref _sumsOfSquares, capacity);
        Array.Resize(ref _minima, capacity);
        Array.Resize(ref _maxima, capacity);
        if (SuccessAt is not null)
            Array.Resize(ref _successes, capacity);
    }
}
