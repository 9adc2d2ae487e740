namespace VanishingGradients.Analysis.Bounds;

/// <summary>The value of one bound on a gradient norm for one input.</summary>
/// <param name="Name">A short name for tables and legends.</param>
/// <param name="Equation">The inequality, as text.</param>
/// <param name="Kind">Whether the norm lies below, above or at the value.</param>
/// <param name="Value">The value, in the units of the norm; at least 0.</param>
public readonly record struct GradientBound(string Name, string Equation, BoundKind Kind, double Value)
{
    /// <summary>Sets a measured norm against the bound.</summary>
    /// <param name="norm">The measured norm, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The norm is negative or not finite.</exception>
    public BoundCheck Check(double norm)
    {
        Policies.Require.NonNegative(norm);
        return new(this, norm);
    }
}
