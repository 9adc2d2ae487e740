namespace VanishingGradients.Data;

/// <summary>A folder for one fetch: whatever is not committed to the cache goes when the fetch ends.</summary>
internal sealed class StagingFolder(string path, CacheFolder cache) : IDisposable
{
    private int _files;

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>Writes a stream to a new file.</summary>
    /// <param name="source">What to write.</param>
    /// <param name="file">Path of the catalogue file it is for, for errors.</param>
    /// <param name="limit">Most bytes to take.</param>
    /// <param name="received">Called after each chunk with the bytes so far.</param>
    /// <param name="cancellation">Stops the copy.</param>
    /// <returns>Path of the new file.</returns>
    /// <exception cref="DataIntegrityException">The source gives more than the limit.</exception>
    /// <exception cref="DataUnavailableException">The cache folder cannot be written.</exception>
    public async Task<string> WriteAsync(Stream source, string file, long limit, Action<long> received, CancellationToken cancellation)
    {
        var target = System.IO.Path.Combine(Path, $"file{_files++}");
        FileStream? output = null;
        try
        {
            cache.Guard(file, () => output = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0));
            var buffer = new byte[1 << 17];
            long total = 0;
            int read;
            while ((read = await source.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                total += read;
                if (total > limit)
                    throw new DataIntegrityException(
                        file, $"at most {limit:N0} bytes", "more",
                        "The source does not give the expected file; nothing of it was kept.");
                cache.Guard(file, () => output!.Write(buffer, 0, read));
                received(total);
            }
        }
        finally
        {
            output?.Dispose();
        }

        return target;
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose() => Remove(Path);

    /// <summary>Removes a staging folder; one that cannot be removed now goes with a later fetch.</summary>
    public static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
