using System.Text.Json.Nodes;

namespace VanishingGradients.Host;

/// <summary>Notebooks for tests, in a folder of their own that goes when the test is done.</summary>
internal sealed class TestNotebook : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    /// <summary>A notebook of these code cells.</summary>
    public string Write(string name, params string[] cells) =>
        WriteFile(name, Json([.. cells.Select((source, index) => CodeCell($"c{index}", source))]).ToJsonString());

    public string WriteFile(string name, string text) => _folder.Write(name, text);

    public static JsonObject Json(params JsonNode[] cells) => new()
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] =
            new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" }
        },
        ["cells"] = new JsonArray(cells),
    };

    public static JsonObject CodeCell(string id, string source) => new()
    {
        ["cell_type"] = "code",
        ["id"] = id,
        ["metadata"] = new JsonObject(),
        ["execution_count"] = null,
        ["outputs"] = new JsonArray(),
        ["source"] = source,
    };

    public static JsonObject MarkdownCell(string id, string source) => new()
    {
        ["cell_type"] = "markdown",
        ["id"] = id,
        ["metadata"] = new JsonObject(),
        ["source"] = source,
    };

    public void Dispose() => _folder.Dispose();
}
