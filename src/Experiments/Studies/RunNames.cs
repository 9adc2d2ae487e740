using System.Globalization;
using System.Text.Json;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Parts of the names of runs.</summary>
internal static class RunNames
{
    /// <summary>The parts that are not empty, with hyphens between.</summary>
    internal static string Join(params string[] parts) => string.Join('-', parts.Where(part => part.Length > 0));

    internal static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string Of(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
