using System.Text.Json.Nodes;

namespace VanishingGradients.Host.Notebooks;

/// <summary>One cell, a view on its JSON: whatever the host does not know of stays as it was.</summary>
internal sealed class Cell(JsonObject json, int number)
{
    private const string CSharp = "csharp";

    /// <summary>The position in the notebook, counted from 1 over all cells.</summary>
    public int Number { get; } = number;

    public CellKind Kind { get; } = json["cell_type"]!.GetValue<string>() switch
    {
        "code" => CellKind.Code,
        "markdown" => CellKind.Markdown,
        _ => CellKind.Raw,
    };

    public string Source { get; } = MultilineText.Join(json["source"]);

    /// <summary>The language the cell's metadata name; C# when they name none.</summary>
    public string Language =>
        Text("polyglot_notebook", "kernelName") ?? Text("dotnet_interactive", "language") ?? Text("vscode", "languageId") ?? CSharp;

    public JsonArray Outputs => json["outputs"]!.AsArray();

    public int? ExecutionCount => json["execution_count"]?.GetValue<int>();

    /// <summary>The first line that says something, shortened: how progress and error messages name a cell.</summary>
    public string Title
    {
        get
        {
            string line = Source.Split('\n').Select(text => text.Trim()).FirstOrDefault(text => text.Length > 0) ?? "";
            return line.Length > 60 ? line[..59] + "…" : line;
        }
    }

    public void SetResult(int? executionCount, JsonArray outputs)
    {
        json["execution_count"] = executionCount;
        json["outputs"] = outputs;
    }

    private string? Text(string group, string name) =>
        json["metadata"]?[group] is JsonObject values && values[name] is JsonValue value
            && value.TryGetValue(out string? text)
            ? text
            : null;
}
