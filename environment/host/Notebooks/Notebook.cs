using System.Text.Json.Nodes;

namespace VanishingGradients.Host.Notebooks;

/// <summary>A notebook of nbformat 4.5 in memory.</summary>
/// <param name="Json">The whole document, unknown metadata included.</param>
/// <param name="Cells">Views on its cells, in order.</param>
internal sealed record Notebook(JsonObject Json, IReadOnlyList<Cell> Cells)
{
    /// <summary>The language of the notebook's kernel; C# when the file names none.</summary>
    public string Language =>
        Json["metadata"]?["kernelspec"]?["language"]?.GetValue<string>()
            ?? Json["metadata"]?["language_info"]?["name"]?.GetValue<string>()
            ?? "C#";

    /// <summary>The first heading of the first Markdown cell that has one.</summary>
    public string? Heading => Cells
        .Where(cell => cell.Kind == CellKind.Markdown)
        .SelectMany(cell => cell.Source.Split('\n'))
        .FirstOrDefault(line => line.StartsWith('#'))?.Trim('#', ' ', '\r');

    /// <summary>Forgets all results, so that a run that stops early leaves nothing stale behind.</summary>
    public void ClearResults()
    {
        foreach (Cell cell in Cells.Where(cell => cell.Kind == CellKind.Code))
            cell.SetResult(null, []);
    }
}
