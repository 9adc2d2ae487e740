using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>Keeps the k largest logits and all that are equal to the k-th largest (Fan et al. 2018).</summary>
public sealed record TopK : LogitFilter
{
    /// <summary>Makes the filter.</summary>
    /// <param name="count">Number k of tokens; where it exceeds the vocabulary, all are kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public TopK(int count) => Count = count;

    /// <summary>Number k of tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Count { get; init => field = OptionCheck.AtLeastOne(value, nameof(TopK)); }

    /// <inheritdoc/>
    public override void Apply(DecodingContext context, Span<double> logits)
    {
        if (Count >= logits.Length)
            return;
        var sorted = logits.ToArray();
        Array.Sort(sorted);
        var least = sorted[^Count];
        foreach (ref var logit in logits)
        {
            if (logit < least)
                logit = double.NegativeInfinity;
        }
    }
}
