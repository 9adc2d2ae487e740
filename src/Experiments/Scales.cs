namespace VanishingGradients.Experiments;

/// <summary>The scale that notebooks run at.</summary>
public static class Scales
{
    /// <summary>Environment variable that chooses the scale.</summary>
    public const string Variable = "VG_SCALE";

    /// <summary>The scale of <see cref="Variable"/>; <see cref="Scale.Course"/> when it is not set.</summary>
    /// <exception cref="ArgumentException">It is set to something else than smoke, course or paper.</exception>
    public static Scale Current => Parse(Environment.GetEnvironmentVariable(Variable));

    internal static Scale Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Scale.Course :
        Enum.GetNames<Scale>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<Scale>(text, ignoreCase: true) :
        throw new ArgumentException($"{Variable} is '{text}'; it must be smoke, course or paper.");
}
