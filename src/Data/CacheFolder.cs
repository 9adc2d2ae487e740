using System.IO.Compression;

namespace VanishingGradients.Data;

/// <summary>
/// The folder of fetched files. A file enters it by one rename of a verified copy, and every fetch works in a staging folder of its own:
/// any number of processes may fetch the same file at once, the last rename wins, and no reader ever sees half a file.
/// </summary>
internal sealed class CacheFolder(string folder)
{
    private readonly string _stagings = Path.Combine(folder, ".staging");

    /// <summary>Where a catalogue file is kept.</summary>
    public string PathOf(DataFileEntry file) => Path.Combine(folder, Path.Combine(file.Path.Split('/')));

    /// <summary>A new empty folder on the cache's volume, removed with all that is in it on disposal.</summary>
    /// <param name="file">Path of the file it is for, for the error.</param>
    /// <exception cref="DataUnavailableException">The cache folder cannot be written.</exception>
    public StagingFolder Stage(string file)
    {
        var path = Path.Combine(_stagings, Guid.NewGuid().ToString("N"));
        Guard(file, () =>
        {
            Directory.CreateDirectory(path);
            RemoveAbandoned();
        });
        return new StagingFolder(path, this);
    }

    /// <summary>Checks a staged file and moves it to its place.</summary>
    /// <returns>The verified content.</returns>
    /// <exception cref="DataIntegrityException">The staged file is not the catalogue's.</exception>
    /// <exception cref="DataUnavailableException">The cache folder cannot be written.</exception>
    public byte[] Commit(DataFileEntry file, string staged, string origin)
    {
        byte[] content;
        bool pack;
        using (var stream = File.OpenRead(staged))
        {
            content = VerifiedContent.Read(stream, file, origin, "This source does not give the expected file; nothing of it was kept.");
            stream.Position = 0;
            pack = file.IsPacked && !VerifiedContent.IsGzip(stream);
        }

        Guard(file.Path, () =>
        {
            if (pack)
            {
                using var packed = new GZipStream(File.Create(staged), CompressionLevel.Fastest);
                packed.Write(content);
            }

            Move(staged, PathOf(file));
        });
        return content;
    }

    /// <summary>Renames a bad file of the cache so that it can be looked at and is not read again.</summary>
    /// <returns>Its new path.</returns>
    public string SetAside(DataFileEntry file)
    {
        var aside = PathOf(file) + ".bad";
        Guard(file.Path, () =>
        {
            try
            {
                File.Move(PathOf(file), aside, overwrite: true);
            }
            catch (FileNotFoundException)
            {
                // Another process has just set it aside.
            }
        });
        return aside;
    }

    /// <summary>Runs something that writes to the cache and turns its failure into one that says what to do.</summary>
    public void Guard(string file, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataUnavailableException(
                file,
                [new DataAttempt($"cache folder {folder}", $"cannot be written: {error.Message}", error)],
                $"Free space there, make it writable, or set {DataStoreOptions.CacheFolderVariable} to another folder.");
        }
    }

    private static void Move(string staged, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            File.Move(staged, target, overwrite: true);
        }
        catch (Exception error) when
            (error is IOException or UnauthorizedAccessException && OperatingSystem.IsWindows() && File.Exists(target))
        {
            // Windows does not replace a file that another process reads at this moment. That process fetched the same content.
        }
    }

    private void RemoveAbandoned()
    {
        // A process that was killed leaves its staging folder; no fetch lasts a day.
        var yesterday = DateTime.UtcNow.AddDays(-1);
        foreach (var abandoned in new DirectoryInfo(_stagings).EnumerateDirectories().Where(each => each.LastWriteTimeUtc < yesterday))
            StagingFolder.Remove(abandoned.FullName);
    }
}
