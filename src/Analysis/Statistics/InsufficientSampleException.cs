namespace VanishingGradients.Analysis.Statistics;

/// <summary>A statistic was asked of fewer observations than it needs.</summary>
public sealed class InsufficientSampleException : ArgumentException
{
    /// <summary>Creates the error for one statistic.</summary>
    /// <param name="statistic">What was asked for, in words.</param>
    /// <param name="count">How many observations there are.</param>
    /// <param name="required">How many are needed.</param>
    public InsufficientSampleException(string statistic, long count, int required)
        : base($"{statistic} needs at least {required} observations but got {count}. Draw more completions or inputs, or leave it out.")
    {
        Count = count;
        Required = required;
    }

    /// <summary>How many observations there were.</summary>
    public long Count { get; }

    /// <summary>How many observations are needed.</summary>
    public int Required { get; }
}
