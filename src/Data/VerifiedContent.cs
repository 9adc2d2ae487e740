using System.IO.Compression;
using System.Security.Cryptography;

namespace VanishingGradients.Data;

/// <summary>Reads, decompresses and checks a stored file in one pass.</summary>
internal static class VerifiedContent
{
    private const int Chunk = 1 << 18;

    /// <summary>The decompressed content, equal to what the catalogue promises.</summary>
    /// <param name="stored">The stored file, at its start: packed with gzip or already unpacked.</param>
    /// <param name="file">Its entry in the catalogue.</param>
    /// <param name="place">Where it came from, for the error.</param>
    /// <param name="remedy">What to do when it is wrong, for the error.</param>
    /// <exception cref="DataIntegrityException">Length, checksum or compression is wrong.</exception>
    public static byte[] Read(Stream stored, DataFileEntry file, string place, string remedy)
    {
        try
        {
            var packed = file.IsPacked && IsGzip(stored);
            using var unpacked = packed ? new GZipStream(stored, CompressionMode.Decompress, leaveOpen: true) : null;
            return Read(unpacked ?? stored, file.Content, actual => Wrong(actual));
        }
        catch (InvalidDataException error)
        {
            throw Wrong($"a damaged gzip file ({error.Message})", error);
        }

        DataIntegrityException Wrong(string actual, Exception? inner = null) =>
            new($"{file.Path} ({place})", Describe(file.Content), actual, remedy, inner);

        static string Describe(FileDigest content) => $"{content.Bytes:N0} bytes of content with sha256 {content.Sha256}";
    }

    /// <summary>Whether the stream, which can seek and is at its start, holds gzip data.</summary>
    public static bool IsGzip(Stream stream)
    {
        var isGzip = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        return isGzip;
    }

    private static byte[] Read(Stream content, FileDigest expected, Func<string, Exception> wrong)
    {
        // The catalogue gives the length, so nothing the file says decides how much memory is taken.
        var bytes = new byte[expected.Bytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = 0;
        while (length < bytes.Length)
        {
            var read = content.Read(bytes, length, Math.Min(Chunk, bytes.Length - length));
            if (read == 0)
                throw wrong(length == 0 ? "an empty file" : $"only {length:N0} bytes");
            hash.AppendData(bytes, length, read);
            length += read;
        }

        if (content.ReadByte() >= 0)
            throw wrong($"more than {expected.Bytes:N0} bytes");
        var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
        return actual == expected.Sha256 ? bytes : throw wrong($"{length:N0} bytes with sha256 {actual}");
    }
}
