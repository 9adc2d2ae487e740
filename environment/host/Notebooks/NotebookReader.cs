using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VanishingGradients.Host.Notebooks;

/// <summary>Reads .ipynb files (nbformat 4.x) and brings them to 4.5.</summary>
internal static class NotebookReader
{
    /// <exception cref="NotebookFormatException">The file is not a notebook of nbformat 4.</exception>
    public static Notebook Read(string path) => Parse(File.ReadAllText(path), path);

    /// <param name="text">The JSON document.</param>
    /// <param name="name">How error messages name it.</param>
    /// <exception cref="NotebookFormatException">The text is not a notebook of nbformat 4.</exception>
    public static Notebook Parse(string text, string name)
    {
        JsonObject root = ParseJson(text, name) as JsonObject
            ?? throw new NotebookFormatException($"{name}: a notebook is a JSON object, but this file holds another kind of JSON value.");
        try
        {
            RequireFormat(root, name);
            root["nbformat_minor"] = Math.Max(5, root["nbformat_minor"]?.GetValue<int>() ?? 0);
            root["metadata"] ??= new JsonObject();
            if (root["cells"] is not JsonArray cells)
                throw new NotebookFormatException(
                    $"{name}: \"cells\" is missing or no list. A notebook of nbformat 4 lists its cells there.");
            return new Notebook(root, [.. cells.Select((cell, index) => ReadCell(cell, index + 1, name))]);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw new NotebookFormatException($"{name}: a field holds a value of the wrong kind. {error.Message}", error);
        }
    }

    private static JsonNode? ParseJson(string text, string name)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException error)
        {
            throw new NotebookFormatException(
                $"{name}: not valid JSON at line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}. " +
                "Restore the file or re-create the notebook; merge conflict marks are a common cause.", error);
        }
    }

    private static void RequireFormat(JsonObject root, string name)
    {
        if (root["nbformat"] is not JsonValue format)
            throw new NotebookFormatException($"{name}: \"nbformat\" is missing, so this JSON file is not a notebook.");
        if (format.GetValue<int>() != 4)
            throw new NotebookFormatException(
                $"{name}: nbformat is {format.GetValue<int>()}, expected 4. " +
                $"Convert it: jupyter nbconvert --to notebook --nbformat 4 {Path.GetFileName(name)}");
    }

    private static Cell ReadCell(JsonNode? node, int number, string name)
    {
        if (node is not JsonObject cell || cell["cell_type"]?.GetValue<string>() is not ("code" or "markdown" or "raw"))
            throw new NotebookFormatException($"{name}, cell {number}: \"cell_type\" must be code, markdown or raw.");
        cell["metadata"] ??= new JsonObject();
        string source = MultilineText.Join(cell["source"]);
        cell["id"] ??= Id(number, source);
        cell["source"] = MultilineText.Split(source);
        return new Cell(cell, number);
    }

    // Derived from place and text: running the same notebook twice must not change a byte.
    private static string Id(int number, string source) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{number}\n{source}")))[..8];
}
