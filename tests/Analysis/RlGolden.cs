using System.Text.Json;
using VanishingGradients.Golden;

namespace VanishingGradients.Analysis;

/// <summary>Reads the reference cases of the folder named by VG_GOLDEN.</summary>
internal static class RlGolden
{
    public static JsonElement.ArrayEnumerator Cases(string name)
    {
        using var stream = File.OpenRead(Path.Combine(GoldenData.GoldenFolder("rl"), name + ".json"));
        return JsonDocument.Parse(stream).RootElement.GetProperty("cases").EnumerateArray();
    }

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    public static int Integer(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static double[] Numbers(this JsonElement element, string name) => element.GetProperty(name).Numbers();

    public static double[] Numbers(this JsonElement element) => [.. element.EnumerateArray().Select(entry => entry.GetDouble())];

    public static int[] Integers(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(entry => entry.GetInt32())];

    public static double[] Matrix(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().SelectMany(row => row.Numbers())];
}
