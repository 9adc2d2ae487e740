using System.Text.Json;

namespace VanishingGradients.Analysis;

/// <summary>Reads the reference cases of the folder named by VG_GOLDEN.</summary>
internal static class RlGolden
{
    public static JsonElement.ArrayEnumerator Cases(string name)
    {
        var folder = Environment.GetEnvironmentVariable("VG_GOLDEN");
        if (string.IsNullOrEmpty(folder))
            Assert.Skip("VG_GOLDEN is not set: the folder of reference values is needed.");
        using var stream = File.OpenRead(Path.Combine(folder, "rl", name + ".json"));
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
