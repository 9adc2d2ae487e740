using System.Text.Json;
using VanishingGradients.Golden;

namespace VanishingGradients.Text;

/// <summary>Reference encodings and the vocabularies they belong to.</summary>
internal static class GoldenText
{
    /// <summary>expected.json of every reference folder whose name starts so.</summary>
    internal static IEnumerable<(string Folder, JsonElement Expected)> Cases(string prefix)
    {
        var root = Path.GetDirectoryName(GoldenData.GoldenFolder(prefix))!;
        foreach (var folder in Directory.GetDirectories(root, prefix + "*").Order(StringComparer.Ordinal))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
            yield return (folder, json.RootElement.Clone());
        }
    }

    internal static string Text(this JsonElement item, string name) => item.GetProperty(name).GetString()!;

    internal static int[] Ids(this JsonElement item, string name) => item.GetProperty(name).Ids();

    internal static int[] Ids(this JsonElement array) => [.. array.EnumerateArray().Select(id => id.GetInt32())];
}
