using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VanishingGradients.Data;

/// <summary>Writes small PNG pictures, 8-bit colour, with a chosen filter for every row.</summary>
internal static class SamplePng
{
    public static byte[] Write(byte[] pixels, int width, int height, Func<int, byte> filter)
    {
        var stride = 3 * width;
        using var rows = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            rows.WriteByte(filter(y));
            for (var i = 0; i < stride; i++)
            {
                var left = i < 3 ? 0 : pixels[(y * stride) + i - 3];
                var above = y == 0 ? 0 : pixels[((y - 1) * stride) + i];
                var corner = y == 0 || i < 3 ? 0 : pixels[((y - 1) * stride) + i - 3];
                int predicted = filter(y) switch
                {
                    1 => left,
                    2 => above,
                    3 => (left + above) / 2,
                    4 => new[] { left, above, corner }.MinBy(value => Math.Abs(left + above - corner - value)),
                    _ => 0,
                };
                rows.WriteByte((byte)(pixels[(y * stride) + i] - predicted));
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(rows.ToArray());
        var data = packed.ToArray();
        // Two data chunks, as writers of large pictures make them.
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header),
            .. Chunk("IDAT", data[..(data.Length / 2)]), .. Chunk("IDAT", data[(data.Length / 2)..]), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
    }
}
