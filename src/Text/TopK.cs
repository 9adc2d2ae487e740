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
        // The k largest so far, the least of them first: far cheaper than sorting a vocabulary.
        PriorityQueue<double, double> largest = new(Count);
        foreach (var logit in logits)
        {
            if (largest.Count < Count)
                largest.Enqueue(logit, logit);
            else if (logit > largest.Peek())
                largest.DequeueEnqueue(logit, logit);
        }

        var least = largest.Peek();
        foreach (ref var logit in logits)
        {
            if (logit < least)
                logit = double.NegativeInfinity;
        }
    }
}
