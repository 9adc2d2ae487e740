using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace VanishingGradients.Host.Pages;

/// <summary>Markdown as HTML. Math stays TeX inside elements of class <c>math</c>.</summary>
internal static class MarkdownText
{
    private const string Notebook = ".ipynb";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseMathematics()
        .UseAutoLinks()
        .UseTaskLists()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    public static string ToHtml(string markdown)
    {
        MarkdownDocument document = Markdown.Parse(markdown, Pipeline);
        foreach (LinkInline link in document.Descendants<LinkInline>())
        {
            // Pages stand beside each other the way notebooks do.
            if (link.Url is { } url && !url.Contains("://", StringComparison.Ordinal) && url.EndsWith(Notebook, StringComparison.Ordinal))
                link.Url = url[..^Notebook.Length] + ".html";
        }
        // Markdig takes $$...$$ on one line for inline math; writers mean a formula of its own.
        foreach (MathInline math in document.Descendants<MathInline>().Where(math => math.DelimiterCount == 2))
            math.GetAttributes().AddClass("display");
        return document.ToHtml(Pipeline);
    }
}
