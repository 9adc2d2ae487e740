namespace VanishingGradients.Text;

/// <summary>Nucleus: keeps the smallest set of the most probable tokens whose mass is at least p (Holtzman et al. 2020).</summary>
/// <remarks>
/// With the probabilities softmax(z) in ascending order, tokens are excluded as long as their cumulative mass is at most 1 - p; the most
/// probable one always stays. Of equal logits the later ids are excluded first. Filters before this one change the mass: excluded tokens
/// have none.
/// </remarks>
public sealed record TopP : LogitFilter
{
    /// <summary>Makes the filter.</summary>
    /// <param name="mass">Mass p, in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside of (0, 1].</exception>
    public TopP(double mass) => Mass = mass;

    /// <summary>Mass p.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of (0, 1].</exception>
    public double Mass
    {
        get;
        init => field = value is > 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TopP), value, "The mass of top-p must be in (0, 1].");
    }

    /// <inheritdoc/>
    public override void Apply(DecodingContext context, Span<double> logits)
    {
        var values = logits.ToArray();
        var probabilities = TokenChoice.Probabilities(logits);
        int[] ascending = [.. Enumerable.Range(0, values.Length).OrderBy(id => values[id]).ThenByDescending(id => id)];
        var cumulative = 0.0;
        foreach (var id in ascending.AsSpan(0, ascending.Length - 1))
        {
            cumulative += probabilities[id];
            if (cumulative > 1 - Mass)
                return;
            logits[id] = double.NegativeInfinity;
        }
    }
}
