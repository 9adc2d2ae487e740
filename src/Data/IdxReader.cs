using System.Buffers.Binary;

namespace VanishingGradients.Data;

/// <summary>
/// Reads the IDX format of MNIST: two zero bytes, a type code (8 for unsigned bytes), the number of dimensions, each dimension as a
/// big-endian 32-bit integer, then the values in row-major order.
/// </summary>
public static class IdxReader
{
    private const byte UnsignedByte = 0x08;
    private const string Remedy = "This is not the IDX file it should be: fetch it again.";

    /// <summary>Reads grey images and their labels.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="images">Content with 3 dimensions: images, rows, columns.</param>
    /// <param name="labels">Content with 1 dimension: one label for each image.</param>
    /// <param name="classes">Number of classes; every label must be below.</param>
    /// <exception cref="DataIntegrityException">A header, a length or a label is wrong, or the two files do not belong
    /// together.</exception>
    public static ImageSet Read(string name, DataFileContent images, DataFileContent labels, int classes)
    {
        var (size, pixels) = Parse(images, dimensions: 3);
        var (labelSize, values) = Parse(labels, dimensions: 1);
        if (labelSize[0] != size[0])
            throw new DataIntegrityException(
                labels.File, $"{size[0]} labels, one for each image of {images.File}", $"{labelSize[0]}", Remedy);
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] >= classes)
                throw new DataIntegrityException(labels.File, $"labels in 0..{classes - 1}", $"{values[i]} as label {i}", Remedy);
        }

        int[] labelValues = [.. values.Select(value => (int)value)];
        return new(name, size[0], size[1], size[2], 1, pixels.ToArray(), byte.MaxValue, labelValues, classes, images.Origin);
    }

    private static (int[] Size, ArraySegment<byte> Values) Parse(DataFileContent content, int dimensions)
    {
        var bytes = content.Bytes;
        var header = 4 + (4 * dimensions);
        if (bytes.Length < header)
            throw Wrong($"a header of {header} bytes", $"{bytes.Length} bytes");
        var magic = BinaryPrimitives.ReadInt32BigEndian(bytes);
        var expected = (UnsignedByte << 8) | dimensions;
        if (magic != expected)
            throw Wrong($"the first four bytes {expected:x8} (unsigned bytes in {dimensions} dimensions)", $"{magic:x8}");

        var size = new int[dimensions];
        Int128 product = 1;
        for (var i = 0; i < dimensions; i++)
        {
            size[i] = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + (4 * i)));
            if (size[i] < 1)
                throw Wrong($"a positive size in dimension {i}", $"{(uint)size[i]}");
            product *= size[i];
        }

        return product == bytes.Length - header
            ? (size, new ArraySegment<byte>(bytes)[header..])
            : throw Wrong($"{string.Join(" x ", size)} = {product} values after the header", $"{bytes.Length - header}");

        DataIntegrityException Wrong(string what, string actual) => new(content.File, what, actual, Remedy);
    }
}
