namespace VanishingGradients.Experiments.Claims;

/// <summary>What is known of the paper's value.</summary>
/// <param name="Text">The value in words or digits; "n/a" where none is known.</param>
/// <param name="Provenance">Where it was read.</param>
public sealed record PaperValue(string Text, Provenance Provenance)
{
    /// <summary>The value with its source.</summary>
    public override string ToString() => Provenance switch
    {
        Provenance.None => Text,
        Provenance.Abstract => $"{Text} (abstract)",
        Provenance.Review => $"{Text} (review, second-hand)",
        Provenance.OfficialCode => $"{Text} (official code)",
        _ => $"{Text} (derived here)",
    };
}
