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
        // All tokens of at most this probability have at most mass 1 - p together: they go without being sorted, mostly nearly all.
        var negligible = (1 - Mass) / values.Length;
        var cumulative = 0.0;
        List<int> others = [];
        for (var id = 0; id < values.Length; id++)
        {
            if (probabilities[id] > negligible)
            {
                others.Add(id);
                continue;
            }

            cumulative += probabilities[id];
            logits[id] = double.NegativeInfinity;
        }

        others.Sort((a, b) => values[a].CompareTo(values[b]) is var order and not 0 ? order : b.CompareTo(a));
        foreach (var id in others[..^1])
        {
            cumulative += probabilities[id];
            if (cumulative > 1 - Mass)
                return;
            logits[id] = double.NegativeInfinity;
        }
    }
}
