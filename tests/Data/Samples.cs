using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace VanishingGradients.Data;

/// <summary>Small files, archives and catalogues for the tests.</summary>
internal static class Samples
{
    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var packed = new GZipStream(memory, CompressionLevel.SmallestSize))
            packed.Write(content);
        return memory.ToArray();
    }

    public static byte[] TarGz(params (string Name, byte[] Content)[] entries) =>
        TarGz([.. entries.Select(PlainFile)]);

    public static byte[] TarGz(params TarEntry[] entries)
    {
        using var memory = new MemoryStream();
        using (var tar = new TarWriter(memory, leaveOpen: true))
        {
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }

        return Gzip(memory.ToArray());
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static DataFileEntry Entry(string path, byte[] content, params DataSource[] sources) =>
        new(path, 1, Digest(path.EndsWith(".gz", StringComparison.Ordinal) ? Gzip(content) : content), Digest(content), sources);

    public static string CatalogueText(params DataFileEntry[] files)
    {
        DataSetEntry[] dataSets = [new("sample", "A sample", "none", "nobody", files)];
        return JsonSerializer.Serialize(new { dataSets }, JsonSerializerOptions.Web);
    }

    /// <summary>A store over the files, with its announcements, that finds them by their place in <c>Files</c>.</summary>
    public static (DataStore Store, IReadOnlyList<DataFileEntry> Files, List<string> Announced) Store(
        DataStoreOptions options, params DataFileEntry[] files)
    {
        List<string> announced = [];
        var catalogue = DataCatalogue.Parse(CatalogueText(files));
        return (new DataStore(catalogue, options, announced.Add), catalogue.Find("sample").Files, announced);
    }

    private static PaxTarEntry PlainFile((string Name, byte[] Content) entry) =>
        new(TarEntryType.RegularFile, entry.Name) { DataStream = new MemoryStream(entry.Content) };

    private static FileDigest Digest(byte[] bytes) => new(bytes.Length, Sha256(bytes));
}
