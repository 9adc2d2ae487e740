namespace VanishingGradients.Text;

/// <summary>How the next token is chosen. The defaults sample from the policy as it is.</summary>
public sealed record DecodingOptions
{
    /// <summary>See <see cref="Text.RepetitionPenalty"/>. <value>None (the kit's choice).</value></summary>
    public RepetitionPenalty? RepetitionPenalty { get; init; }

    /// <summary>See <see cref="Text.NoRepeatNgram"/>. <value>None (the kit's choice).</value></summary>
    public NoRepeatNgram? NoRepeatNgram { get; init; }

    /// <summary>See <see cref="Text.MinNewTokens"/>. <value>None (the kit's choice).</value></summary>
    public MinNewTokens? MinNewTokens { get; init; }

    /// <summary>See <see cref="Text.Temperature"/>. <value>None: a temperature of 1.</value></summary>
    public Temperature? Temperature { get; init; }

    /// <summary>See <see cref="Text.TopK"/>. <value>None. Hugging Face's <c>generate</c> has 50 unless told otherwise.</value></summary>
    public TopK? TopK { get; init; }

    /// <summary>See <see cref="Text.TopP"/>. <value>None.</value></summary>
    public TopP? TopP { get; init; }

    /// <summary>The filters in the order in which they are applied, that of Hugging Face's <c>generate</c>: repetition penalty, no repeated
    /// n-gram, minimum of new tokens, temperature, top-k, top-p.</summary>
    public IReadOnlyList<LogitFilter> Filters =>
        [.. ((LogitFilter?[])[RepetitionPenalty, NoRepeatNgram, MinNewTokens, Temperature, TopK, TopP]).OfType<LogitFilter>()];

    /// <summary>A filtered copy of logits.</summary>
    /// <param name="context">What has been decoded so far.</param>
    /// <param name="logits">Logits of the next token, [vocabulary].</param>
    public double[] Filter(DecodingContext context, ReadOnlySpan<double> logits)
    {
        var filtered = logits.ToArray();
        foreach (var filter in Filters)
            filter.Apply(context, filtered);
        return filtered;
    }
}
