namespace VanishingGradients.Torch;

/// <summary>Writes whole files or nothing.</summary>
internal static class AtomicFile
{
    /// <summary>Writes to a temporary name beside the target, then renames; on an error the target stays as it was and nothing
    /// remains.</summary>
    /// <param name="path">The file, in a folder that exists; an existing file is replaced.</param>
    /// <param name="write">Fills the stream.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = File.Create(temporary))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
