using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VanishingGradients.Notebook;

/// <summary>Writes a picture as PNG with at most 256 colours: a chart takes a quarter of what a browser's own PNG takes.</summary>
internal static class PalettePng
{
    private const int MostColors = 256;

    /// <summary>From exact colours to two bits for each of red, green and blue.</summary>
    private static readonly int[] Masks = [0xFFFFFF, 0xFEFEFE, 0xFCFCFC, 0xF8F8F8, 0xF0F0F0, 0xE0E0E0, 0xC0C0C0];

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Encodes; where there are more than 256 colours, like ones become one.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="rgba">Four bytes for each pixel, row by row; the fourth, opacity, is not read.</param>
    public static byte[] Encode(int width, int height, byte[] rgba)
    {
        var (palette, indices) = Reduce(rgba, width * height);
        using var png = new MemoryStream();
        png.Write(Signature);

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 3); // bits for each index; indexed colours
        WriteChunk(png, "IHDR", header);
        WriteChunk(png, "PLTE", [.. palette.SelectMany(color => new[] { (byte)(color >> 16), (byte)(color >> 8), (byte)color })]);

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            for (var row = 0; row < height; row++)
            {
                zlib.WriteByte(0); // no filter: indices have no neighbourhood
                zlib.Write(indices, row * width, width);
            }
        }

        WriteChunk(png, "IDAT", packed.ToArray());
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    private static (int[] Palette, byte[] Indices) Reduce(byte[] rgba, int pixels)
    {
        var colors = new int[pixels];
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < pixels; i++)
        {
            colors[i] = rgba[4 * i] << 16 | rgba[4 * i + 1] << 8 | rgba[4 * i + 2];
            counts[colors[i]] = counts.GetValueOrDefault(colors[i]) + 1;
        }

        // The finest groups of like colours that fit. Each is shown as its most frequent colour, so that flat areas keep theirs.
        var groups = Masks.Select(mask => counts.GroupBy(color => color.Key & mask).ToArray()).First(made => made.Length <= MostColors);
        int[] palette = [.. groups.Select(group => group.MaxBy(color => color.Value).Key)];
        var entries = groups.SelectMany((group, entry) => group.Select(color => (color.Key, Entry: (byte)entry)))
            .ToDictionary(pair => pair.Key, pair => pair.Entry);
        return (palette, [.. colors.Select(color => entries[color])]);
    }

    private static void WriteChunk(Stream png, string name, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        png.Write(number);
    }

    /// <summary>CRC-32 as the PNG specification defines it (ISO 3309).</summary>
    internal static uint Checksum(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var next in bytes)
        {
            crc ^= next;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
