using System.Runtime.CompilerServices;

namespace VanishingGradients.Analysis.Policies;

/// <summary>Argument checks of the exact mathematics: every message names the argument, its value and what is allowed.</summary>
internal static class Require
{
    public static void NonNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' has to be a finite number of at least 0.");
    }

    public static void Between(double value, double low, double high, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= low && value <= high))
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' has to lie in [{low}, {high}].");
    }

    public static void StrictlyBetween(double value, double low, double high, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > low && value < high))
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' has to lie strictly between {low} and {high}.");
    }

    public static void AtLeast(int value, int least, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < least)
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' has to be at least {least}.");
    }

    public static void Index(int value, int count, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if ((uint)value >= (uint)count)
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' has to be an output index from 0 to {count - 1}.");
    }

    /// <summary>One finite number per output.</summary>
    public static void PerOutput(ReadOnlySpan<double> values, int count, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        if (values.Length != count)
            throw new ArgumentException($"'{name}' holds {values.Length} numbers where {count} are expected, one per output.", name);
        Finite(values, name);
    }

    public static void Finite(ReadOnlySpan<double> values, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        for (var k = 0; k < values.Length; k++)
        {
            if (!double.IsFinite(values[k]))
                throw new ArgumentOutOfRangeException(name, values[k], $"'{name}' has to be finite; entry {k} is not.");
        }
    }
}
