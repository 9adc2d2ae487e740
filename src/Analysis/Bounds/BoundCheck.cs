namespace VanishingGradients.Analysis.Bounds;

/// <summary>A measured gradient norm against a bound.</summary>
/// <param name="Bound">The bound.</param>
/// <param name="Norm">The measured norm.</param>
public readonly record struct BoundCheck(GradientBound Bound, double Norm)
{
    /// <summary>
    /// Norm / bound; 1 is an equality. Where both are 0, as for a constant reward, the ratio is defined as 0: the bound says all there is
    /// to say (<see cref="IsTight"/> holds) and nothing is left to compare. A positive norm over a bound of 0 is positive infinity.
    /// </summary>
    public double Ratio => Norm == 0 && Bound.Value == 0 ? 0 : Norm / Bound.Value;

    /// <summary>Bound - norm; negative where an upper bound is broken, positive where a lower one is.</summary>
    public double Slack => Bound.Value - Norm;

    /// <summary>Whether norm and bound agree to a relative 1e-9; 0 against 0 agrees.</summary>
    public bool IsTight => Math.Abs(Slack) <= RelativeTolerance * Math.Max(Norm, Bound.Value);

    /// <summary>Whether the bound is kept, up to a relative 1e-9 for the rounding of float64.</summary>
    public bool Holds => Bound.Kind switch
    {
        BoundKind.Upper => Norm <= Bound.Value * (1 + RelativeTolerance),
        BoundKind.Lower => Norm >= Bound.Value * (1 - RelativeTolerance),
        _ => IsTight,
    };

    private const double RelativeTolerance = 1e-9;
}
