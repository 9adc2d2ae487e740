using System.Text.RegularExpressions;
using VanishingGradients.Host.Notebooks;
using VanishingGradients.Host.Protocol;

namespace VanishingGradients.Host.Engine;

/// <summary>Runs cells of any language the host knows, one after the other, and files they import.</summary>
/// <param name="folder">The notebook's folder: what relative paths start from.</param>
/// <param name="send">Takes results and things to show.</param>
internal sealed partial class CellRunner(string folder, Action<EngineMessage> send)
{
    private readonly CSharpSession _csharp = new(folder);
    private readonly Stack<string> _importing = [];

    /// <exception cref="CellFailure">The cell is wrong or threw.</exception>
    public Task RunAsync(string code, string language, string name) => RunAsync(CellSplitter.Split(code, language), name);

    private async Task RunAsync(IReadOnlyList<Segment> segments, string name)
    {
        foreach (Segment segment in segments)
        {
            switch (segment.Language)
            {
                case Segment.CSharp:
                    // Empty lines in front keep the line numbers those of the cell.
                    ScriptValue result = await _csharp.RunAsync(new string('\n', segment.FirstLine - 1) + segment.Text, name);
                    if (result.IsThere)
                        send(new CellResult(MimeBundle.Of(result.Value)));
                    break;
                case Segment.Import:
                    await ImportAsync(segment);
                    break;
                case Segment.JavaScript:
                    Show($"<script>\n{segment.Text}\n</script>", "text/html");
                    break;
                default:
                    Show(segment.Text, $"text/{segment.Language}");
                    break;
            }
        }
    }

    private void Show(string text, string mimeType) => send(new DisplayData("", MimeBundle.OfText(text, mimeType)));

    private async Task ImportAsync(Segment segment)
    {
        string path = Path.GetFullPath(segment.Text, folder);
        if (!File.Exists(path))
            throw new CellFailure("ImportError", $"#!import {segment.Text}: no such file. The path is relative to the notebook's folder.", segment.FirstLine);
        if (_importing.Contains(path))
            throw new CellFailure("ImportError", $"#!import {segment.Text}: the file imports itself, directly or through another.", segment.FirstLine);

        _importing.Push(path);
        try
        {
            foreach ((string code, string language, string name) in Parts(path))
                await RunAsync(code, language, name);
        }
        catch (NotebookFormatException error)
        {
            throw new CellFailure("ImportError", error.Message, segment.FirstLine);
        }
        catch (CellFailure failure)
        {
            string where = failure.Error.Line is { } line ? $"#!import {segment.Text}, line {line}: " : $"#!import {segment.Text}: ";
            throw new CellFailure(failure.Error with { Message = where + failure.Error.Message, Line = segment.FirstLine });
        }
        finally
        {
            _importing.Pop();
        }
    }

    private static IEnumerable<(string Code, string Language, string Name)> Parts(string path)
    {
        string name = Path.GetFileName(path);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".cs" or ".csx":
                return [(File.ReadAllText(path), Segment.CSharp, name)];
            case ".dib":
                return [(DibHeader().Replace(File.ReadAllText(path), header => new string('\n', header.Value.Count(c => c == '\n'))), Segment.CSharp, name)];
            case ".ipynb":
                return NotebookReader.Read(path).Cells
                    .Where(cell => cell.Kind == CellKind.Code)
                    .Select(cell => (cell.Source, cell.Language, $"{name} cell {cell.Number}"));
            default:
                throw new CellFailure("ImportError", $"{name}: only .cs, .csx, .dib and .ipynb files can be imported.");
        }
    }

    // A .dib file opens with "#!meta" and a JSON block that describes kernels; the rest is an ordinary cell with #! lines.
    [GeneratedRegex(@"\A#!meta\s*\{(?s:.*?)^\}\s*?$", RegexOptions.Multiline)]
    private static partial Regex DibHeader();
}
