namespace VanishingGradients.Host.Engine;

/// <summary>A stretch of a cell in one language.</summary>
/// <param name="Language">csharp, html, markdown or javascript; for an <c>#!import</c> line, import.</param>
/// <param name="Text">The code, or the file to import.</param>
/// <param name="FirstLine">Where it starts in the cell, counted from 1.</param>
internal sealed record Segment(string Language, string Text, int FirstLine)
{
    public const string CSharp = "csharp";
    public const string Html = "html";
    public const string Markdown = "markdown";
    public const string JavaScript = "javascript";
    public const string Import = "import";
}
