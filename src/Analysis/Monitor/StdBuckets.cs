using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Analysis.Monitor;

/// <summary>Ranges of reward std in which gradient norms are averaged.</summary>
public sealed record StdBuckets
{
    /// <summary>Buckets up to each of some ends, and one for what is above.</summary>
    /// <param name="ends">See <see cref="Ends"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not ascending, or there is none.</exception>
    public StdBuckets(IReadOnlyList<double> ends)
    {
        ArgumentNullException.ThrowIfNull(ends);
        Ends = ends.Count > 0 && ends.Zip(ends.Skip(1)).All(pair => pair.First < pair.Second)
            ? ends
            : throw new ArgumentOutOfRangeException(nameof(ends), string.Join(", ", ends), "The ends of the std buckets must be ascending, at least one.");
    }

    /// <summary>Upper ends of all buckets but the last, in units of reward, ascending.</summary>
    public IReadOnlyList<double> Ends { get; }

    /// <summary>A name for each, for columns of a log.</summary>
    internal IEnumerable<string> Names =>
        Ends.Select(end => FormattableString.Invariant($"std_to_{end}")).Append(FormattableString.Invariant($"std_above_{Ends[^1]}"));

    /// <inheritdoc />
    public bool Equals(StdBuckets? other) => other is not null && Ends.SequenceEqual(other.Ends);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Ends.Count, Ends[0], Ends[^1]);

    /// <summary>Mean norm of each; NaN for one without norms.</summary>
    /// <param name="stds">Reward std per input; one of NaN belongs to none.</param>
    /// <param name="norms">Gradient norm per input; empty where they were not measured.</param>
    internal double[] Means(ReadOnlySpan<double> stds, ReadOnlySpan<double> norms)
    {
        var buckets = new RunningMoments[Ends.Count + 1];
        for (var i = 0; i < norms.Length; i++)
        {
            if (double.IsNaN(stds[i]))
                continue;
            ref var bucket = ref buckets[BucketOf(stds[i])];
            bucket = bucket.Add(norms[i]);
        }

        return Array.ConvertAll(buckets, bucket => bucket.Mean);
    }

    private int BucketOf(double std)
    {
        var bucket = 0;
        while (bucket < Ends.Count && std > Ends[bucket])
            bucket++;
        return bucket;
    }
}
