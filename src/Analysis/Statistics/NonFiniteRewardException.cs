namespace VanishingGradients.Analysis.Statistics;

/// <summary>A reward is NaN or infinite, which would silently spoil every statistic it enters.</summary>
public sealed class NonFiniteRewardException : ArgumentException
{
    /// <summary>Creates the error for one reward.</summary>
    /// <param name="value">The offending reward.</param>
    /// <param name="input">Index of its input; null when there is only one.</param>
    public NonFiniteRewardException(double value, int? input = null)
        : base($"The reward{(input is { } row ? $" of input {row}" : "")} is {value}; a finite number is expected. Check the reward function.")
    {
        Value = value;
        Input = input;
    }

    /// <summary>The offending reward.</summary>
    public double Value { get; }

    /// <summary>Index of its input; null when there is only one.</summary>
    public int? Input { get; }
}
