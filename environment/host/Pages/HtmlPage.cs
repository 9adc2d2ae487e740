using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host.Pages;

/// <summary>An executed notebook as one file that any browser shows without a network.</summary>
internal static class HtmlPage
{
    private static readonly Lazy<string> Style = new(() =>
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <param name="notebook">The notebook, with its results.</param>
    /// <param name="path">The page.</param>
    /// <param name="loadMathScript">Gives the script elements that draw formulas; asked only when the notebook has some.</param>
    public static async Task WriteAsync(Notebook notebook, string path, Func<Task<string>> loadMathScript)
    {
        string body = Body(notebook);
        string script = body.Contains("class=\"math", StringComparison.Ordinal) ? await loadMathScript() : "";
        string title = WebUtility.HtmlEncode(notebook.Heading ?? Path.GetFileNameWithoutExtension(path));
        string page = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            {Style.Value}</style>
            </head>
            <body>
            <main>
            {body}</main>
            {script}</body>
            </html>

            """;
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    private static string Body(Notebook notebook)
    {
        var html = new StringBuilder();
        foreach (Cell cell in notebook.Cells.Where(cell => !string.IsNullOrWhiteSpace(cell.Source)))
        {
            html.Append(cell.Kind switch
            {
                CellKind.Markdown => $"<section class=\"markdown\">\n{MarkdownText.ToHtml(cell.Source)}</section>\n",
                CellKind.Code => CodeSection(cell),
                _ => $"<section class=\"raw\"><pre>{WebUtility.HtmlEncode(cell.Source)}</pre></section>\n",
            });
        }
        return html.ToString();
    }

    private static string CodeSection(Cell cell)
    {
        JsonObject[] outputs = [.. cell.Outputs.OfType<JsonObject>()];
        bool failed = outputs.Any(output => output["output_type"]!.GetValue<string>() == "error");
        bool isCSharp = cell.Language is "csharp" or "C#"
            && !cell.Source.Split('\n').Any(line => line.StartsWith("#!", StringComparison.Ordinal));
        string code = isCSharp ? CodeColours.ToHtml(cell.Source) : WebUtility.HtmlEncode(cell.Source);

        var html = new StringBuilder(
            $"<section class=\"code{(failed ? " failed" : "")}\" id=\"cell-{cell.Number}\">\n<pre><code>{code}</code></pre>\n");
        foreach (JsonObject output in outputs)
            html.Append("<div class=\"output\">").Append(OutputHtml.Of(output)).Append("</div>\n");
        return html.Append("</section>\n").ToString();
    }
}
