using System.Text.Json;

namespace VanishingGradients.Notebooks;

/// <summary>The notebooks as they are in the repository: executed, without errors, small enough and readable without JavaScript.</summary>
public sealed class CommittedNotebooksTests
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Path, "notebooks");

    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.ipynb", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Committed_notebook_isExecutedWithoutErrors(string name)
    {
        using var notebook = Open(name);
        var cells = notebook.RootElement.GetProperty("cells").EnumerateArray().Where(cell => cell.GetProperty("cell_type").GetString() == "code").ToList();
        Assert.Equal(Enumerable.Range(1, cells.Count), cells.Select(cell => cell.GetProperty("execution_count").GetInt32()));
        Assert.DoesNotContain("error", Outputs(cells).Select(output => output.GetProperty("output_type").GetString()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Committed_notebook_isBelowThreeMegabytesWithPicturesOfItsCharts(string name)
    {
        Assert.InRange(new FileInfo(Path.Combine(Folder, name)).Length, 1, 3_000_000);
        using var notebook = Open(name);
        var bundles = Outputs([.. notebook.RootElement.GetProperty("cells").EnumerateArray().Where(cell => cell.TryGetProperty("outputs", out _))])
            .Where(output => output.TryGetProperty("data", out _)).Select(output => output.GetProperty("data")).ToList();
        Assert.All(
            bundles.Where(bundle => bundle.TryGetProperty("application/vnd.plotly.v1+json", out _)),
            bundle => Assert.True(bundle.TryGetProperty("image/png", out _)));
        Assert.All(
            bundles.Where(bundle => bundle.TryGetProperty("image/png", out _)).Select(bundle => Convert.FromBase64String(Text(bundle.GetProperty("image/png")))),
            png => Assert.Equal(PngSignature, png.Take(PngSignature.Length)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Committed_notebook_namesNoPathOfTheMachineItRanOn(string name) =>
        Assert.DoesNotMatch("/(home|root|work|tmp|Users)/", File.ReadAllText(Path.Combine(Folder, name)));

    private static string Text(JsonElement lines) =>
        lines.ValueKind == JsonValueKind.Array ? string.Concat(lines.EnumerateArray().Select(line => line.GetString())) : lines.GetString()!;

    private static JsonDocument Open(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name)));

    private static IEnumerable<JsonElement> Outputs(IEnumerable<JsonElement> cells) => cells.SelectMany(cell => cell.GetProperty("outputs").EnumerateArray());
}
