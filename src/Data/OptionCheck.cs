namespace VanishingGradients.Data;

/// <summary>Checks that options make when they are set. Every message names the option, its value and the allowed range.</summary>
internal static class OptionCheck
{
    /// <summary>The value, if it is at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    internal static int AtLeastOne(int value, string name) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");

    /// <summary>The value, if it is a finite number above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    internal static double Positive(double value, string name) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number above 0.");

    /// <summary>The value, if it is a finite number of at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    internal static double NotNegative(double value, string name) => double.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number of at least 0.");

    /// <summary>The value, if it is from 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    internal static double Share(double value, string name) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be from 0 to 1.");

    /// <summary>The value, if it is above 0 and at most 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    internal static double PositiveShare(double value, string name) => value is > 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be above 0 and at most 1.");

    /// <summary>The value, if it lies in [0, 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    internal static double BelowOne(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and below 1.");
}
