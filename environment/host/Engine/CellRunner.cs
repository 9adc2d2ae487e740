using System.Text.RegularExpressions;
using VanishingGradients.Host.Notebooks;
using VanishingGradients.Host.Protocol;

namespace VanishingGradients.Host.Engine;

/// <summary>Runs cells of any language the host knows, one after the other, and files they import.</summary>
internal sealed partial class CellRunner
{
    private readonly string _folder;
    private readonly Action<EngineMessage> _send;
    private readonly ErrorReport _errors;
    private readonly CSharpSession _csharp;
    private readonly Stack<string> _importing = [];

    /// <param name="folder">The notebook's folder: what relative paths start from.</param>
    /// <param name="send">Takes results and things to show.</param>
    public CellRunner(string folder, Action<EngineMessage> send)
    {
        _folder = folder;
        _send = send;
        _errors = new ErrorReport(folder);
        _csharp = new CSharpSession(folder, _errors);
    }

    /// <exception cref="CellFailure">The cell is wrong or threw.</exception>
    public async Task RunAsync(string code, string language, string name)
    {
        try
        {
            await RunAsync(CellSplitter.Split(code, language), name);
        }
        catch (Exception error) when (error is not CellFailure)
        {
            // Formatting a value runs code of the value's type, which may throw anything.
            throw new CellFailure(_errors.Of(error, name));
        }
    }

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
                        _send(new CellResult(MimeBundle.Of(result.Value)));
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

    private void Show(string text, string mimeType) => _send(new DisplayData("", MimeBundle.OfText(text, mimeType)));

    private async Task ImportAsync(Segment segment)
    {
        string path = Path.GetFullPath(segment.Text, _folder);
        if (!File.Exists(path))
            throw new CellFailure(
                "ImportError",
                $"#!import {segment.Text}: no such file. The path is relative to the notebook's folder.", segment.FirstLine);
        if (_importing.Contains(path))
            throw new CellFailure(
                "ImportError",
                $"#!import {segment.Text}: the file imports itself, directly or through another.", segment.FirstLine);

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
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".cs" or ".csx":
                return [(File.ReadAllText(path), Segment.CSharp, path)];
            case ".dib":
                return [(DibHeader().Replace(File.ReadAllText(path),
                    header => new string('\n', header.Value.Count(c => c == '\n'))), Segment.CSharp, path)];
            case ".ipynb":
                return NotebookReader.Read(path).Cells
                    .Where(cell => cell.Kind == CellKind.Code)
                    .Select(cell => (cell.Source, cell.Language, $"{path} cell {cell.Number}"));
            default:
                throw new CellFailure("ImportError", $"{Path.GetFileName(path)}: only .cs, .csx, .dib and .ipynb files can be imported.");
        }
    }

    // A .dib file opens with "#!meta" and JSON that describes kernels; from the next #! line on it is an ordinary cell with #! lines.
    [GeneratedRegex(@"\A#!meta\b(?s:.*?)(?=^#!|\z)", RegexOptions.Multiline)]
    private static partial Regex DibHeader();
}
