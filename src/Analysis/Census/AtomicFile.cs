namespace VanishingGradients.Analysis.Census;

/// <summary>Writes whole files or nothing.</summary>
internal static class AtomicFile
{
    /// <summary>Writes to a temporary name beside the target, then renames; on an error the target stays as it was and nothing remains.</summary>
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
