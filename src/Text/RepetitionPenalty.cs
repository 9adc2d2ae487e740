namespace VanishingGradients.Text;

/// <summary>For every token of the prompt or the generated part, once: z / θ where z is positive, z θ where it is
/// negative (Keskar et al. 2019).</summary>
public sealed record RepetitionPenalty : LogitFilter
{
    /// <summary>Makes the filter.</summary>
    /// <param name="value">Penalty θ: above 1 discourages repetition, below 1 encourages it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public RepetitionPenalty(double value) => Value = value;

    /// <summary>Penalty θ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Value { get; init => field = Positive(value, nameof(RepetitionPenalty)); }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">An id of the context is outside of the vocabulary.</exception>
    public override void Apply(DecodingContext context, Span<double> logits)
    {
        foreach (var id in new HashSet<int>(context.Ids.ToArray()))
        {
            ref var logit = ref logits[TokenLimits.Known(id, logits.Length)];
            logit = logit < 0 ? logit * Value : logit / Value;
        }
    }
}
