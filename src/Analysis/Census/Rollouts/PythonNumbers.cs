using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>NaN and infinities in JSON as Python writes them.</summary>
internal static partial class PythonNumbers
{
    /// <summary>Writes NaN and infinities as strings.</summary>
    public static JsonSerializerOptions Named { get; } = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Puts bare NaN, Infinity and -Infinity between quotes; strings stay as they are.</summary>
    public static string Quote(string json) =>
        json.Contains("NaN", StringComparison.Ordinal) || json.Contains("Infinity", StringComparison.Ordinal)
        ? StringOrNumber().Replace(json, match => match.ValueSpan[0] == '"' ? match.Value : $"\"{match.Value}\"")
        : json;

    // Matching whole strings first keeps a "NaN" inside a prompt from being taken for a number.
    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b
        """)]
    private static partial Regex StringOrNumber();
}
