namespace VanishingGradients.Analysis.Statistics;

/// <summary>Delta degrees of freedom of a standard deviation: the sum of squared deviations is divided by n − ddof.</summary>
/// <remarks>The reference extraction of the paper keeps rewards, not stds, so its ddof is not known; the kit defaults to
/// <see cref="One"/>.</remarks>
public enum Ddof
{
    /// <summary>Divides by n: the std of the sample itself.</summary>
    Zero = 0,

    /// <summary>Divides by n − 1: the usual estimate of the std of the distribution behind the sample.</summary>
    One = 1,
}
