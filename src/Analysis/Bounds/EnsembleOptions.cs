using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.Bounds;

/// <summary>From what a <see cref="PolicyEnsemble"/> draws. All defaults are the kit's own choice.</summary>
public sealed record EnsembleOptions
{
    /// <summary>The standard deviations of the random logits (or weights), one of which is drawn for each policy.</summary>
    /// <value>Default: 0.1, 1, 3 and 8, from nearly uniform to nearly deterministic.</value>
    /// <exception cref="ArgumentException">None, or one that is negative or not finite.</exception>
    public IReadOnlyList<double> LogitScales
    {
        get;
        init
        {
            if (value.Count == 0)
                throw new ArgumentException($"'{nameof(LogitScales)}' is empty; at least one scale is needed.", nameof(LogitScales));
            foreach (var scale in value)
                Require.NonNegative(scale, nameof(LogitScales));
            field = value;
        }
    } = [0.1, 1, 3, 8];

    /// <summary>Single-token policies have 2 to this many outputs.</summary>
    /// <value>Default: 50.</value>
    /// <exception cref="ArgumentOutOfRangeException">Below 2.</exception>
    public int LargestOutputCount
    {
        get;
        init
        {
            Require.AtLeast(value, 2, nameof(LargestOutputCount));
            field = value;
        }
    } = 50;

    /// <summary>Autoregressive policies have a vocabulary of 2 to this many tokens.</summary>
    /// <value>Default: 3.</value>
    /// <exception cref="ArgumentOutOfRangeException">Below 2.</exception>
    public int LargestVocabulary
    {
        get;
        init
        {
            Require.AtLeast(value, 2, nameof(LargestVocabulary));
            field = value;
        }
    } = 3;

    /// <summary>Autoregressive policies write 1 to this many tokens; the largest vocabulary to this power outputs are enumerated.</summary>
    /// <value>Default: 4.</value>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int LongestOutput
    {
        get;
        init
        {
            Require.AtLeast(value, 1, nameof(LongestOutput));
            field = value;
        }
    } = 4;
}
