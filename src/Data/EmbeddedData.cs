namespace VanishingGradients.Data;

/// <summary>The files that travel inside the kit's assembly.</summary>
internal static class EmbeddedData
{
    /// <summary>The verified content of a catalogue file that is embedded.</summary>
    public static DataFileContent Read(DataFileEntry file)
    {
        using var stream = Open("data/" + file.Path);
        const string origin = "embedded in the kit";
        return new(file.Path, VerifiedContent.Read(stream, file, origin, "Install the kit again."), origin);
    }

    /// <summary>The text of an embedded file.</summary>
    public static string ReadText(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    private static Stream Open(string name) =>
        typeof(EmbeddedData).Assembly.GetManifestResourceStream(name)
        ?? throw new DataIntegrityException(name, "a file embedded in the kit", "none of that name", "Install the kit again.");
}
