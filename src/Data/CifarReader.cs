using System.Text.Json;

namespace VanishingGradients.Data;

/// <summary>Reads CIFAR-10 in two layouts: the publisher's binary files, and tables of pixels stored as pictures.</summary>
public static class CifarReader
{
    private const int Side = 32;
    private const int Channels = 3;
    private const int Plane = Side * Side;
    private const int Record = 1 + (Channels * Plane);
    private const int Classes = 10;
    private const string Remedy = "This is not the file of CIFAR-10 it should be: fetch it again.";

    /// <summary>Reads the binary layout: for each image its label, then its red, green and blue planes of 32 x 32 bytes.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="content">The records.</param>
    /// <exception cref="DataIntegrityException">The length is no multiple of a record's, or a label is out of range; the message names the
    /// image.</exception>
    public static ImageSet ReadBinary(string name, DataFileContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var count = content.Bytes.Length / Record;
        if (count == 0 || content.Bytes.Length % Record != 0)
            throw new DataIntegrityException(content.File, $"records of {Record} bytes", $"{content.Bytes.Length} bytes", Remedy);
        var (pixels, labels) = (new byte[count * Channels * Plane], new int[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = content.Bytes[i * Record];
            content.Bytes.AsSpan((i * Record) + 1, Record - 1).CopyTo(pixels.AsSpan(i * (Record - 1)));
        }

        return Set(name, pixels, labels, content.File, content.Origin);
    }

    /// <summary>Reads the picture layout: one image per row of a picture 1,024 pixels wide, with the labels in a JSON array.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="picture">The picture, a PNG.</param>
    /// <param name="labels">The labels of all pictures of the part, in order.</param>
    /// <param name="start">Position of the picture's first label.</param>
    /// <param name="count">Images in the picture.</param>
    /// <exception cref="DataIntegrityException">The picture has another size, or a label is missing or out of range.</exception>
    public static ImageSet ReadPicture(string name, DataFileContent picture, DataFileContent labels, int start, int count)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(labels);
        var all = Labels(labels);
        if (all.Length < start + count)
            throw new DataIntegrityException(labels.File, $"at least {start + count:N0} labels", $"{all.Length:N0}", Remedy);
        var rows = PngReader.Read(picture, Plane, count);
        var pixels = new byte[rows.Length];
        for (var i = 0; i < count; i++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                var plane = pixels.AsSpan(((i * Channels) + channel) * Plane, Plane);
                for (var (pixel, from) = (0, (i * Plane * Channels) + channel); pixel < Plane; pixel++, from += Channels)
                    plane[pixel] = rows[from];
            }
        }

        return Set(name, pixels, all[start..(start + count)], labels.File, picture.Origin);
    }

    private static int[] Labels(DataFileContent content)
    {
        try
        {
            return JsonSerializer.Deserialize<int[]>(content.Bytes) ?? [];
        }
        catch (JsonException error)
        {
            throw new DataIntegrityException(content.File, "a JSON array of labels", error.Message, Remedy, error);
        }
    }

    private static ImageSet Set(string name, byte[] pixels, int[] labels, string file, string origin) =>
        Array.FindIndex(labels, label => label is < 0 or >= Classes) is >= 0 and var bad
            ? throw new DataIntegrityException(file, $"labels in 0..{Classes - 1}", $"{labels[bad]} as label {bad}", Remedy)
            : new(name, labels.Length, Side, Side, Channels, pixels, byte.MaxValue, labels, Classes, origin);
}
