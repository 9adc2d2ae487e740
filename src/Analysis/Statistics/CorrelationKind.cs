namespace VanishingGradients.Analysis.Statistics;

/// <summary>Which correlation coefficient.</summary>
public enum CorrelationKind
{
    /// <summary>Linear correlation of the values.</summary>
    Pearson,

    /// <summary>Linear correlation of the ranks, ties sharing their average rank.</summary>
    Spearman,
}
