namespace VanishingGradients.Text;

/// <summary>z / T: below 1 the distribution becomes sharper, above 1 flatter.</summary>
public sealed record Temperature : LogitFilter
{
    /// <summary>Makes the filter.</summary>
    /// <param name="value">Temperature T.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public Temperature(double value) => Value = value;

    /// <summary>Temperature T.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Value { get; init => field = Positive(value, nameof(Temperature)); }

    /// <inheritdoc/>
    public override void Apply(DecodingContext context, Span<double> logits)
    {
        foreach (ref var logit in logits)
            logit /= Value;
    }
}
