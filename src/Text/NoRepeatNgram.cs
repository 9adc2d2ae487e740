using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>Excludes every token that would complete an n-gram which the prompt and the generated part already hold (Paulus et al. 2018).</summary>
public sealed record NoRepeatNgram : LogitFilter
{
    /// <summary>Makes the filter.</summary>
    /// <param name="size">Length n of the n-grams; 1 excludes every token that was there before.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public NoRepeatNgram(int size) => Size = size;

    /// <summary>Length n of the n-grams.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Size { get; init => field = OptionCheck.AtLeastOne(value, nameof(NoRepeatNgram)); }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">An id to exclude is outside of the vocabulary.</exception>
    public override void Apply(DecodingContext context, Span<double> logits)
    {
        var ids = context.Ids;
        if (ids.Length < Size)
            return;
        var begun = ids[^(Size - 1)..];
        for (var end = Size - 1; end < ids.Length; end++)
        {
            if (ids[(end - Size + 1)..end].SequenceEqual(begun))
                logits[TokenLimits.Known(ids[end], logits.Length)] = double.NegativeInfinity;
        }
    }
}
