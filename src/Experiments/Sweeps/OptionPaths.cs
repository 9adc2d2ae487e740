using System.Globalization;
using System.Text.Json.Nodes;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Options as paths and values, to tell in what runs differ.</summary>
internal static class OptionPaths
{
    /// <summary>Every value with its path, such as stages[0].inputs.share; a list of plain values counts as one value.</summary>
    internal static Dictionary<string, JsonNode?> Of(JsonNode? options)
    {
        var values = new Dictionary<string, JsonNode?>();
        Add(values, "", options);
        return values;
    }

    /// <summary>For each of several runs those values that are not the same in all of them.</summary>
    /// <param name="runs">Options of the runs.</param>
    /// <param name="except">Paths that are left out.</param>
    internal static IReadOnlyList<Dictionary<string, JsonNode?>> Varying(IReadOnlyList<JsonNode> runs, IReadOnlyList<string> except)
    {
        var all = runs.Select(Of).ToArray();
        var varying = all.SelectMany(values => values.Keys).Distinct()
            .Where(path => !except.Contains(path) && !all.All(values => Same(values, all[0], path)))
            .ToArray();
        return [.. all.Select(values => varying.Where(values.ContainsKey).ToDictionary(path => path, path => values[path]?.DeepClone()))];
    }

    /// <summary>The first path at which two options differ, with both values; null when they are equal.</summary>
    internal static string? Difference(JsonNode? one, JsonNode? other)
    {
        var (left, right) = (Of(one), Of(other));
        var path = left.Keys.Concat(right.Keys).FirstOrDefault(path => !Same(left, right, path));
        return path is null ? null : $"{path} is {Text(left, path)} there and {Text(right, path)} here";
    }

    private static string Text(Dictionary<string, JsonNode?> values, string path) =>
        values.TryGetValue(path, out var value) ? value?.ToJsonString() ?? "null" : "missing";

    private static bool Same(Dictionary<string, JsonNode?> left, Dictionary<string, JsonNode?> right, string path) =>
        left.TryGetValue(path, out var one) == right.TryGetValue(path, out var other) && JsonNode.DeepEquals(one, other);

    private static void Add(Dictionary<string, JsonNode?> values, string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } fields:
                foreach (var (name, value) in fields)
                    Add(values, path.Length == 0 ? name : $"{path}.{name}", value);
                break;
            case JsonArray list when list.Any(item => item is not JsonValue):
                for (var i = 0; i < list.Count; i++)
                    Add(values, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), list[i]);
                break;
            default:
                values[path] = node;
                break;
        }
    }
}
