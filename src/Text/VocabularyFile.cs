using System.IO.Compression;
using System.Text;
using VanishingGradients.Data;

namespace VanishingGradients.Text;

/// <summary>Opens vocabulary files.</summary>
internal static class VocabularyFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The content of a file; a name that ends in .gz is decompressed.</summary>
    public static DataFileContent Open(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionMode.Decompress)
                : file;
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return new(path, bytes.ToArray(), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new TokenizerException(path, $"it cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <summary>The text of a file in UTF-8.</summary>
    public static string Text(DataFileContent file)
    {
        try
        {
            return Strict.GetString(file.Bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new TokenizerException(file.File, $"it is not UTF-8 text at byte {error.Index}", error);
        }
    }

    /// <summary>The lines of a file in UTF-8, without the empty one after the last line break.</summary>
    public static string[] Lines(DataFileContent file)
    {
        var lines = Text(file).Split('\n');
        for (var i = 0; i < lines.Length; i++)
            lines[i] = lines[i].TrimEnd('\r');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
