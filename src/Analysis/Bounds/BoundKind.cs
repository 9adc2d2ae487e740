namespace VanishingGradients.Analysis.Bounds;

/// <summary>What a <see cref="GradientBound"/> says of the norm.</summary>
public enum BoundKind
{
    /// <summary>The norm is at most the bound.</summary>
    Upper,

    /// <summary>The norm is at least the bound.</summary>
    Lower,

    /// <summary>The norm equals the value.</summary>
    Identity,
}
