using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VanishingGradients.Data;

/// <summary>
/// Reads the kind of PNG that data sets use for tables of pixels: 8 bits for each of red, green and blue, not interlaced (PNG
/// specification, sections 5, 9 and 11).
/// </summary>
/// <remarks>Written here because it is short, and an image library would bring native code or restrict its use.</remarks>
public static class PngReader
{
    private const int Samples = 3;
    private const int HeaderLength = 13;
    private const string Remedy = "This is not the picture it should be: fetch it again.";

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads all pixels.</summary>
    /// <param name="content">The file; its checksums are not looked at, since the content has passed the catalogue's.</param>
    /// <param name="width">Pixels that a row must have.</param>
    /// <param name="height">Rows that the picture must have.</param>
    /// <returns>Shape [height, width, 3], row-major.</returns>
    /// <exception cref="DataIntegrityException">The file is truncated or damaged, or of another kind or size.</exception>
    public static byte[] Read(DataFileContent content, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(content);
        var bytes = content.Bytes;
        if (!bytes.AsSpan().StartsWith(Signature))
            throw Wrong("a PNG signature", "other bytes");
        using var packed = new MemoryStream();
        for (var (at, type) = (Signature.Length, ""); type != "IEND";)
        {
            var length = at + 8 <= bytes.Length ? BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at)) : -1;
            if (length < 0 || length > bytes.Length - at - 12)
                throw Wrong($"a whole chunk at byte {at}", $"{bytes.Length - at} bytes");
            var isFirst = type.Length == 0;
            type = Encoding.Latin1.GetString(bytes, at + 4, 4);
            var data = bytes.AsSpan(at + 8, length);
            if (isFirst)
                CheckHeader(type, data);
            if (type == "IDAT")
                packed.Write(data);
            at += 12 + length;
        }

        packed.Position = 0;
        try
        {
            using var rows = new ZLibStream(packed, CompressionMode.Decompress);
            return Unfilter(rows, width * Samples, height, filter => Wrong("a filter from 0 to 4", $"{filter}"));
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new DataIntegrityException(content.File, $"{height} compressed rows", "damaged or truncated data", Remedy, error);
        }

        void CheckHeader(string type, ReadOnlySpan<byte> header)
        {
            if (type != "IHDR" || header.Length != HeaderLength)
                throw Wrong("a header chunk first", $"'{type}' of {header.Length} bytes");
            var size = (Width: BinaryPrimitives.ReadInt32BigEndian(header), Height: BinaryPrimitives.ReadInt32BigEndian(header[4..]));
            if (size != (width, height))
                throw Wrong($"{width} x {height} pixels", $"{size.Width} x {size.Height}");
            if (header[8..] is not [8, 2, 0, 0, 0])
                throw Wrong("8-bit colour without a palette, not interlaced", $"header bytes {Convert.ToHexString(header[8..])}");
        }

        DataIntegrityException Wrong(string expected, string actual) => new(content.File, expected, actual, Remedy);
    }

    private static byte[] Unfilter(Stream source, int stride, int height, Func<int, Exception> unknown)
    {
        var pixels = new byte[checked(stride * height)];
        var above = new byte[stride].AsSpan();
        for (var y = 0; y < height; y++)
        {
            var filter = source.ReadByte();
            var row = pixels.AsSpan(y * stride, stride);
            source.ReadExactly(row);
            switch (filter)
            {
                case 0:
                    break;
                case 1:
                    for (var i = Samples; i < stride; i++)
                        row[i] += row[i - Samples];
                    break;
                case 2:
                    for (var i = 0; i < stride; i++)
                        row[i] += above[i];
                    break;
                case 3:
                    for (var i = 0; i < stride; i++)
                        row[i] += (byte)(((i < Samples ? 0 : row[i - Samples]) + above[i]) / 2);
                    break;
                case 4:
                    for (var i = 0; i < stride; i++)
                        row[i] += i < Samples ? above[i] : Paeth(row[i - Samples], above[i], above[i - Samples]);
                    break;
                default:
                    throw filter < 0 ? new EndOfStreamException() : unknown(filter);
            }

            above = row;
        }

        return pixels;
    }

    // The neighbour nearest to left + above − corner; left before above before corner when equally near.
    private static byte Paeth(byte left, byte above, byte corner)
    {
        var (toLeft, toAbove) = (Math.Abs(above - corner), Math.Abs(left - corner));
        var toCorner = Math.Abs(left + above - 2 * corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
