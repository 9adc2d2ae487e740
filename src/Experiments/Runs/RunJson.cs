using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>The JSON of run folders: every property written, none unknown when read, and what is left out as <see cref="EnclosingDefaults"/> say.</summary>
internal static class RunJson
{
    private static readonly JsonSerializerOptions Format = new()
    {
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        // What a getter computes is no data.
        IgnoreReadOnlyProperties = true,
        // Metrics may be NaN; options refuse it themselves, by name.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    private static readonly EnclosingDefaults Defaults = new(Format);

    internal static string Write<T>(T value) => JsonSerializer.Serialize(value, Format);

    internal static void Save<T>(string path, T value) => SaveText(path, Write(value));

    internal static void SaveText(string path, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json + "\n");
        Writing(path, () => AtomicFile.Write(path, stream => stream.Write(bytes)));
    }

    /// <exception cref="RunFileException">The text is no such value; the message names the property.</exception>
    internal static T Read<T>(string file, string json)
    {
        try
        {
            return Deserialize<T>(json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException error) when (error.Path is { } place && !error.Message.Contains(place, StringComparison.Ordinal))
        {
            throw new RunFileException(file, $"{error.Message} Path: {place}.{Kinds<T>(json)}", error);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException)
        {
            throw new RunFileException(file, error.Message + Kinds<T>(json), error);
        }
    }

    private static T? Deserialize<T>(string json)
    {
        try
        {
            var given = JsonSerializer.Deserialize<JsonNode>(json, Format);
            return Defaults.Fill(given, typeof(T)) ? given.Deserialize<T>(Format) : JsonSerializer.Deserialize<T>(json, Format);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or NotSupportedException)
        {
            // Of a mistake in the text itself, the text tells the line.
            JsonSerializer.Deserialize<T>(json, Format);
            throw;
        }
    }

    /// <exception cref="RunFileException">There is no such file, or it holds no such value.</exception>
    internal static T Load<T>(string path) => Load(path, Read<T>);

    /// <exception cref="RunFileException">There is no such file, or it holds no such value.</exception>
    internal static T Load<T>(string path, Func<string, string, T> read)
    {
        try
        {
            return read(path, File.ReadAllText(path));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new RunFileException(path, "there is no such file, or it may not be read.", error);
        }
    }

    private static string Kinds<T>(string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            return RunKinds.KnownInsteadOfUnknown(typeof(T), parsed.RootElement, Format) is { } kinds ? $" Known kinds are {string.Join(", ", kinds)}." : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    /// <summary>Writes a file of a run folder.</summary>
    /// <exception cref="RunFileException">The file cannot be written: the disk is full, for example.</exception>
    internal static void Writing(string path, Action write)
    {
        try
        {
            write();
        }
        // A file that may not become larger is an argument out of range to .NET.
        catch (Exception error) when (
            error is IOException and not RunFileException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new RunFileException(
                path, $"it cannot be written ({error.Message}). What was saved before is whole: make room and execute the run again.",
                error);
        }
    }
}
