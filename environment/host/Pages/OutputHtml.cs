using System.Net;
using System.Text.Json.Nodes;
using VanishingGradients.Host.Notebooks;

namespace VanishingGradients.Host.Pages;

/// <summary>A cell's output as HTML, from the richest form it comes in.</summary>
internal static class OutputHtml
{
    public static string Of(JsonObject output) => output["output_type"]!.GetValue<string>() switch
    {
        "stream" => $"<pre class=\"{output["name"]!.GetValue<string>()}\">{Encode(MultilineText.Join(output["text"]))}</pre>",
        "error" => $"<pre class=\"error\">{Encode(Traceback(output))}</pre>",
        _ => OfBundle(output["data"]!.AsObject()),
    };

    private static string OfBundle(JsonObject data)
    {
        if (data["text/html"] is { } html)
            return MultilineText.Join(html);
        if (data["image/png"] is { } png)
        {
            string alternative = Encode(MultilineText.Join(data["text/plain"]));
            return $"<img alt=\"{alternative}\" src=\"data:image/png;base64,{MultilineText.Join(png).ReplaceLineEndings("")}\">";
        }
        if (data["text/markdown"] is { } markdown)
            return MarkdownText.ToHtml(MultilineText.Join(markdown));
        return $"<pre>{Encode(MultilineText.Join(data["text/plain"]))}</pre>";
    }

    private static string Traceback(JsonObject error)
    {
        string[] lines = [.. error["traceback"]!.AsArray().Select(line => line!.GetValue<string>())];
        string message = error["evalue"]!.GetValue<string>();
        // Tracebacks mostly open with the message; it need not stand there twice.
        return lines.Length > 0 && lines[0].Contains(message, StringComparison.Ordinal)
            ? string.Join('\n', lines)
            : $"{error["ename"]!.GetValue<string>()}: {message}\n{string.Join('\n', lines)}";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
