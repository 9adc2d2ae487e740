namespace VanishingGradients.Text;

/// <summary>Changes the logits of the next token, as a step of decoding; an excluded token gets negative infinity.</summary>
/// <remarks>
/// Filters work in place on one row of logits in float64 (a float32 logit is exact in it, so that comparisons are those of the model), keep
/// no state and follow Hugging Face's <c>generate</c>. They compose by being applied one after the other; the order of
/// <see cref="DecodingOptions.Filters"/> is that of <c>generate</c>.
/// </remarks>
public abstract record LogitFilter
{
    /// <summary>Changes the logits.</summary>
    /// <param name="context">What has been decoded so far.</param>
    /// <param name="logits">Logits of the next token, [vocabulary]; may hold negative infinity, but no NaN.</param>
    public abstract void Apply(DecodingContext context, Span<double> logits);

    private protected static double Positive(double value, string name) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number above 0.");
}
