using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>Excludes the end id until enough tokens were generated after the prompt.</summary>
public sealed record MinNewTokens : LogitFilter
{
    /// <summary>Makes the filter.</summary>
    /// <param name="count">Tokens to generate before the end.</param>
    /// <param name="endId">The id that ends a sequence.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public MinNewTokens(int count, int endId) => (Count, EndId) = (count, endId);

    /// <summary>Tokens to generate before the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Count { get; init => field = OptionCheck.AtLeastOne(value, nameof(MinNewTokens)); }

    /// <summary>The id that ends a sequence.</summary>
    public int EndId { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The vocabulary has no such end id.</exception>
    public override void Apply(DecodingContext context, Span<double> logits)
    {
        TokenLimits.Known(EndId, logits.Length);
        if (context.NewTokens < Count)
            logits[EndId] = double.NegativeInfinity;
    }
}
