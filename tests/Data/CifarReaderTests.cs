using System.Text.Json;

namespace VanishingGradients.Data;

public sealed class CifarReaderTests
{
    private const int Plane = 32 * 32;
    private static readonly byte[] Planes = Samples.Bytes(3 * 3 * Plane);
    private static readonly int[] Labels = [7, 0, 9];

    private static byte[] Binary => [.. Labels.SelectMany((label, i) => Planes[(i * 3 * Plane)..((i + 1) * 3 * Plane)].Prepend((byte)label))];

    private static byte[] Picture => SamplePng.Write(
        [.. Enumerable.Range(0, Planes.Length).Select(at => Planes[(at / (3 * Plane) * 3 * Plane) + (at % 3 * Plane) + (at / 3 % Plane)])],
        Plane, Labels.Length, row => (byte)row);

    [Fact]
    public void ReadBinary_records_give_planes_and_labels()
    {
        var set = CifarReader.ReadBinary("sample", new("batch", Binary, "here"));
        Assert.Equal((3, 32, 32, 3, 10), (set.Count, set.Height, set.Width, set.Channels, set.Classes));
        Assert.Equal(Planes, set.Pixels);
        Assert.Equal(Labels, set.Labels);
    }

    [Fact]
    public void ReadPicture_same_images_gives_the_same_set()
    {
        var set = ReadPicture([1, 2, .. Labels, 3], start: 2);
        Assert.Equal((3, 32, 32, 3, 10), (set.Count, set.Height, set.Width, set.Channels, set.Classes));
        Assert.Equal(Planes, set.Pixels);
        Assert.Equal(Labels, set.Labels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3072)]
    [InlineData(3 * 3073 + 1)]
    public void ReadBinary_wrong_size_names_the_record(int length)
    {
        var error = Assert.Throws<DataIntegrityException>(() => CifarReader.ReadBinary("sample", new("batch", new byte[length], "here")));
        Assert.Equal(("batch", "records of 3073 bytes"), (error.File, error.Expected));
    }

    [Fact]
    public void Read_label_out_of_range_names_it()
    {
        var binary = Binary;
        binary[3073] = 10;
        Assert.Equal("10 as label 1", Assert.Throws<DataIntegrityException>(
            () => CifarReader.ReadBinary("sample", new("batch", binary, "here"))).Actual);
        var error = Assert.Throws<DataIntegrityException>(() => ReadPicture([0, -1, 0], start: 0));
        Assert.Equal(("labels", "-1 as label 1"), (error.File, error.Actual));
    }

    [Fact]
    public void ReadPicture_too_few_or_no_labels_are_refused()
    {
        Assert.Equal("3", Assert.Throws<DataIntegrityException>(() => ReadPicture(Labels, start: 1)).Actual);
        Assert.Throws<DataIntegrityException>(
            () => CifarReader.ReadPicture("sample", new("picture", Picture, "here"), new("labels", "[1,"u8.ToArray(), "there"), 0, 3));
    }

    private static ImageSet ReadPicture(int[] labels, int start) => CifarReader.ReadPicture(
        "sample", new("picture", Picture, "here"), new("labels", JsonSerializer.SerializeToUtf8Bytes(labels), "there"), start, Labels.Length);
}
