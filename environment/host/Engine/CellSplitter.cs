using System.Text.RegularExpressions;

namespace VanishingGradients.Host.Engine;

/// <summary>Cuts a cell at its <c>#!</c> lines.</summary>
internal static partial class CellSplitter
{
    private const string Supported = "#!csharp (or #!c#), #!html, #!markdown, #!javascript (or #!js) and #!import <file>";

    /// <param name="text">The cell.</param>
    /// <param name="language">The language it starts in.</param>
    /// <exception cref="CellFailure">A <c>#!</c> line or the language is none that this host knows.</exception>
    public static IReadOnlyList<Segment> Split(string text, string language)
    {
        List<Segment> segments = [];
        List<string> lines = [];
        string current = Normalise(language)
            ?? throw new CellFailure("UnsupportedLanguage", $"This host cannot run a cell in '{language}'. It knows {Supported}.");
        int first = 1, number = 0;

        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (Directive().Match(line) is not { Success: true } match)
            {
                lines.Add(line);
                continue;
            }
            Flush();
            string name = match.Groups["name"].Value, argument = match.Groups["argument"].Value.Trim();
            if (name == Segment.Import)
                segments.Add(ImportOf(argument, number));
            else
                current = LanguageOf(name, argument, number);
            first = number + 1;
        }
        Flush();
        return segments;

        void Flush()
        {
            string code = string.Join('\n', lines);
            if (!string.IsNullOrWhiteSpace(code))
                segments.Add(new Segment(current, code, first));
            lines.Clear();
        }
    }

    private static Segment ImportOf(string argument, int line) =>
        argument.Trim('"') is { Length: > 0 } path
            ? new Segment(Segment.Import, path, line)
            : throw new CellFailure("UnsupportedDirective", "#!import needs a file: #!import helpers.csx", line);

    private static string LanguageOf(string name, string argument, int line)
    {
        string language = Normalise(name)
            ?? throw new CellFailure("UnsupportedDirective", $"#!{name} is not supported by this host. It knows {Supported}.", line);
        return argument.Length == 0
            ? language
            : throw new CellFailure(
                "UnsupportedDirective", $"#!{name} stands alone on its line; write the content on the lines below it.", line);
    }

    private static string? Normalise(string language) => language.ToLowerInvariant() switch
    {
        "csharp" or "c#" => Segment.CSharp,
        "html" => Segment.Html,
        "markdown" => Segment.Markdown,
        "javascript" or "js" => Segment.JavaScript,
        _ => null,
    };

    // "#!/bin/sh" in a text is no directive: a name starts with a letter.
    [GeneratedRegex(@"^#!(?<name>[A-Za-z][\w#-]*)(?<argument>[ \t].*)?$")]
    private static partial Regex Directive();
}
