namespace VanishingGradients.Data;

/// <summary>Checks that options make when they are set.</summary>
internal static class OptionCheck
{
    /// <summary>The value, if it is at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not; the message names the option.</exception>
    internal static int AtLeastOne(int value, string name) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");
}
