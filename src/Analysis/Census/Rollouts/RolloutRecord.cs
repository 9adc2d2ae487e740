using System.Text.Json;

namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>One row as a file holds it: fields are string, double, long, bool, a JSON array or object, or null; or the row could not be
/// taken apart.</summary>
internal sealed record RolloutRecord(long Line, IReadOnlyDictionary<string, object?> Fields, string? Problem = null, string? Value = null)
{
    private static readonly Dictionary<string, object?> None = [];

    public static RolloutRecord Malformed(long line, string problem, string value) => new(line, None, problem, value);

    public static object? ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.GetDouble(),
        _ => element.Clone(),
    };

    public object? this[string? column] => column is null ? null : Fields.GetValueOrDefault(column);
}
