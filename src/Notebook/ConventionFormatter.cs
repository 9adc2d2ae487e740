namespace VanishingGradients.Notebook;

/// <summary>Writes an object as one MIME type; hosts find the members by name.</summary>
/// <param name="mimeType">The MIME type written.</param>
/// <param name="write">Returns the text, or null where there is none.</param>
internal sealed class ConventionFormatter(string mimeType, Func<object, string?> write)
{
    public string MimeType { get; } = mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        if (write(instance) is not { } text)
            return false;
        writer.Write(text);
        return true;
    }
}
