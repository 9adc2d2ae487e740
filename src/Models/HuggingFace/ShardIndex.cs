using System.Text.Json;

namespace VanishingGradients.Models.HuggingFace;

/// <summary>The index of weights in several files.</summary>
internal static class ShardIndex
{
    /// <summary>The files it names, each once, in alphabetical order.</summary>
    /// <param name="path">The index.</param>
    /// <exception cref="InvalidDataException">It is damaged, or names a file outside of its folder.</exception>
    internal static IReadOnlyList<string> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            string[] shards =
            [
                .. json.RootElement.GetProperty("weight_map").EnumerateObject()
                    .Select(tensor => tensor.Value.GetString() ?? "")
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
            var bad = shards.FirstOrDefault(shard =>
                shard.IndexOfAny(['/', '\\', ':']) >= 0 || !shard.EndsWith(".safetensors", StringComparison.Ordinal));
            return shards.Length == 0 ? throw new InvalidDataException($"'{path}' names no shard.")
                : bad is not null ? throw new InvalidDataException($"'{path}' names the shard '{bad}', which is no safetensors file beside it.")
                : shards;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{path}' is no index of weights: {error.Message}", error);
        }
    }
}
