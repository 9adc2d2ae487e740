using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VanishingGradients.Notebook;

public sealed class PalettePngTests
{
    [Fact]
    public void Encode_few_colors_keeps_each_pixel()
    {
        byte[] rgba = [255, 0, 0, 255, 0, 114, 178, 255, 255, 255, 255, 255, 255, 0, 0, 255];
        Assert.Equal([0xFF0000, 0x0072B2, 0xFFFFFF, 0xFF0000], Decode(PalettePng.Encode(2, 2, rgba), 2, 2));
    }

    [Fact]
    public void Encode_many_colors_moves_none_far()
    {
        var rgba = Enumerable.Range(0, 64 * 64).SelectMany(i => new byte[] { (byte)(i % 64 * 4), (byte)(i / 64 * 4), 128, 255 }).ToArray();
        var decoded = Decode(PalettePng.Encode(64, 64, rgba), 64, 64);
        var furthest = decoded.Select((color, i) => Math.Max(Math.Abs((color >> 16) - rgba[4 * i]), Math.Abs((color >> 8 & 255) - rgba[4 * i + 1]))).Max();
        // 64 x 64 colours share 256 entries in groups of 16 levels.
        Assert.InRange(furthest, 1, 15);
    }

    [Fact]
    public void Encode_end_has_the_checksum_of_the_specification()
        => Assert.Equal([0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82], PalettePng.Encode(1, 1, [0, 0, 0, 255])[^12..]);

    private static int[] Decode(byte[] png, int width, int height)
    {
        var chunks = new Dictionary<string, byte[]>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks[Encoding.ASCII.GetString(png, at + 4, 4)] = png[(at + 8)..(at + 8 + length)];
            at += 12 + length;
        }

        using var zlib = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        var rows = new byte[height * (width + 1)];
        zlib.ReadExactly(rows);
        var palette = chunks["PLTE"].Chunk(3).Select(color => color[0] << 16 | color[1] << 8 | color[2]).ToArray();
        return [.. rows.Chunk(width + 1).SelectMany(row => row[1..]).Select(index => palette[index])];
    }
}
