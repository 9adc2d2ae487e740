using System.Formats.Tar;
using System.IO.Compression;

namespace VanishingGradients.Data;

/// <summary>Reads .tar.gz archives entry by entry.</summary>
internal static class ArchiveReader
{
    // The package format allows more than the content of one entry, and nothing here needs it.
    private static readonly TarEntryType[] Plain = [TarEntryType.RegularFile, TarEntryType.V7RegularFile];

    /// <summary>
    /// Copies the wanted entries to staged files. Names inside the archive are only compared, never used as paths; an archive with a
    /// name that would leave its folder is refused all the same.
    /// </summary>
    /// <param name="archive">Path of the archive.</param>
    /// <param name="wanted">Catalogue files by the name of their entry.</param>
    /// <param name="staging">Where the staged files go.</param>
    /// <param name="progress">Told of the bytes copied.</param>
    /// <param name="cancellation">Stops the copy.</param>
    /// <returns>The staged files, not yet verified; fewer than wanted if the archive lacks some.</returns>
    /// <exception cref="DataIntegrityException">The archive is damaged, has a name that leaves its folder, or a wanted entry is no plain
    /// file or too long.</exception>
    public static async Task<IReadOnlyList<(DataFileEntry File, string Staged)>> StageAsync(
        string archive, IReadOnlyDictionary<string, DataFileEntry> wanted, StagingFolder staging,
        IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        List<(DataFileEntry File, string Staged)> staged = [];
        try
        {
            await using var stream = File.OpenRead(archive);
            await using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
            await using var tar = new TarReader(unpacked);
            while (await tar.GetNextEntryAsync(copyData: false, cancellation).ConfigureAwait(false) is { } entry)
            {
                if (entry.Name.StartsWith('/') || entry.Name.Split('/', '\\').Contains("..") || Path.IsPathRooted(entry.Name))
                    throw Damaged("names inside its own folder", $"'{entry.Name}'");
                if (!wanted.TryGetValue(entry.Name, out var file))
                    continue;
                if (!Plain.Contains(entry.EntryType) || entry.DataStream is null)
                    throw Damaged($"a plain file '{entry.Name}'", $"an entry of type {entry.EntryType} with {entry.Length} bytes");
                var limit = Math.Max(file.Content.Bytes, file.Stored.Bytes);
                var copy = await staging.WriteAsync(entry.DataStream, file.Path, limit, Received, cancellation).ConfigureAwait(false);
                staged.Add((file, copy));

                void Received(long bytes) => progress?.Report(new DataProgress(file.Path, bytes, entry.Length));
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Damaged("a .tar.gz archive", $"damaged data ({error.Message})", error);
        }

        return staged;

        static DataIntegrityException Damaged(string expected, string actual, Exception? inner = null) =>
            new("archive", expected, actual, "The source does not give the expected archive; nothing of it was kept.", inner);
    }
}
