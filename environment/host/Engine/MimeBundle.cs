using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace VanishingGradients.Host.Engine;

/// <summary>
/// Turns a value into everything a viewer may want of it. First choice are the value's own formatters (a <c>TypeFormatterSource</c>
/// attribute, known by its name), then a public <c>ToHtml()</c>, then the HTML of the Formatting package.
/// </summary>
internal static partial class MimeBundle
{
    private const string Html = "text/html";
    private const string Plain = "text/plain";

    public static JsonObject Of(object? value, params string[] mimeTypes)
    {
        if (mimeTypes.Length > 0)
            return Bundle(mimeTypes.Select(mimeType => (mimeType, value.ToDisplayString(mimeType))));
        return value switch
        {
            null => OfText(Formatter.NullString, Plain),
            string text => OfText(text, Plain),
            IHtmlContent html => OfText(html.ToDisplayString(Html), Html),
            TabularDataResource table => Bundle([(Html, table.ToDisplayString(Html)), (Plain, table.ToDisplayString("text/csv"))]),
            _ => Bundle(Choose(value)),
        };
    }

    public static JsonObject OfText(string text, string mimeType) => Bundle([(mimeType, text)]);

    private static IEnumerable<(string, string)> Choose(object value)
    {
        string[] own = OwnMimeTypes(value.GetType());
        foreach (string mimeType in own)
        {
            // A formatter that has nothing to write, such as a picture without a browser to draw it, leaves its type out.
            if (value.ToDisplayString(mimeType) is { Length: > 0 } text)
                yield return (mimeType, text);
        }

        if (own.Length == 0)
        {
            string html = ToHtml(value) ?? value.ToDisplayString(Html);
            // Numbers, dates and short lists come as preformatted text: the text itself serves every viewer better.
            if (!html.StartsWith("<div class=\"dni-plaintext\">", StringComparison.Ordinal))
                yield return (Html, html);
        }
        if (!own.Contains(Plain))
            yield return (Plain, value.ToDisplayString(Plain));
    }

    private static string[] OwnMimeTypes(Type type)
    {
        object? attribute = type.GetCustomAttributes(inherit: true)
            .FirstOrDefault(a => a.GetType().Name == nameof(TypeFormatterSourceAttribute));
        if (attribute?.GetType().GetProperty(nameof(TypeFormatterSourceAttribute.FormatterSourceType))?.GetValue(attribute)
            is not Type source)
            return [];
        object instance = Activator.CreateInstance(source, nonPublic: true)!;
        var formatters = (System.Collections.IEnumerable)
            source.GetMethod(nameof(ITypeFormatterSource.CreateTypeFormatters))!.Invoke(instance, null)!;
        return [.. formatters.Cast<object>()
            .Select(formatter => formatter.GetType().GetProperty(nameof(ITypeFormatter.MimeType))!.GetValue(formatter))
            .OfType<string>()];
    }

    private static string? ToHtml(object value)
    {
        MethodInfo? method = value.GetType().GetMethod("ToHtml", BindingFlags.Instance | BindingFlags.Public, Type.EmptyTypes);
        return method?.ReturnType == typeof(string) ? (string?)method.Invoke(value, null) : null;
    }

    private static JsonObject Bundle(IEnumerable<(string MimeType, string Text)> entries)
    {
        var bundle = new JsonObject();
        foreach ((string mimeType, string text) in entries)
            bundle[mimeType] = IsJson(mimeType) ? Parse(text) : Style().Replace(text, "").ReplaceLineEndings("\n");
        return bundle;
    }

    private static bool IsJson(string mimeType) => mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    // The Formatting package ends every value with the same 25 lines of style rules; viewers do well without, and a notebook's diff does
    // better.
    [GeneratedRegex(@"<style>\s*\.dni-code-hint.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
