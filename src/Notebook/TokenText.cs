using System.Net;

namespace VanishingGradients.Notebook;

/// <summary>What a <see cref="TokenStream"/> shows of one prompt: text with its line breaks.</summary>
/// <param name="Text">The text.</param>
[TypeFormatterSource(typeof(TokenTextFormatters))]
public sealed record TokenText(string Text)
{
    /// <summary>The text as HTML; long lines are broken.</summary>
    public string ToHtml() => $"""<pre style="white-space:pre-wrap;margin:0">{WebUtility.HtmlEncode(Text)}</pre>""";

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    private sealed class TokenTextFormatters
    {
        public IEnumerable<object> CreateTypeFormatters() =>
        [
            new ConventionFormatter("text/html", text => ((TokenText)text).ToHtml()),
            new ConventionFormatter("text/plain", text => text.ToString()),
        ];
    }
}
