using FsCheck.Xunit;

namespace VanishingGradients.Data;

public sealed class IdxReaderTests
{
    private static readonly byte[] Pixels = Samples.Bytes(3 * 2 * 4);
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 4, .. Pixels];
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9];

    [Fact]
    public void Read_good_files_gives_images_and_labels()
    {
        var set = Read(Images, Labels);
        Assert.Equal(("sample", 3, 2, 4, 1, 10), (set.Name, set.Count, set.Height, set.Width, set.Channels, set.Classes));
        Assert.Equal(Pixels, set.Pixels);
        Assert.Equal([7, 0, 9], set.Labels);
        Assert.Equal(255, set.MaxPixel);
        Assert.Equal("here", set.Source);
    }

    [Theory]
    [InlineData("", "header")]
    [InlineData("0000080300000003", "header")]
    [InlineData("0000080100000003070009", "header")]
    [InlineData("00000803000000030000000200000004", "values after the header")]
    [InlineData("00000801000000030000000200000004", "first four bytes 00000803")]
    [InlineData("00000C03000000030000000200000004", "first four bytes 00000803")]
    [InlineData("1F8B0800000000000000000000000000", "first four bytes 00000803")]
    [InlineData("00000803000000000000000200000004", "positive size in dimension 0")]
    [InlineData("0000080300000003FFFFFFFF00000004", "positive size in dimension 1")]
    [InlineData("000008037FFFFFFF7FFFFFFF7FFFFFFF", "values after the header")]
    [InlineData("00000803400000004000000000000010", "values after the header")]
    public void Read_bad_image_header_is_refused(string hexadecimal, string expected)
    {
        var error = Assert.Throws<DataIntegrityException>(() => Read(Convert.FromHexString(hexadecimal), Labels));
        Assert.Equal("images", error.File);
        Assert.Contains(expected, error.Expected);
    }

    [Fact]
    public void Read_bytes_after_the_values_are_refused()
    {
        Assert.Equal("25", Assert.Throws<DataIntegrityException>(() => Read([.. Images, 0], Labels)).Actual);
        Assert.Equal("4", Assert.Throws<DataIntegrityException>(() => Read(Images, [.. Labels, 0])).Actual);
    }

    [Fact]
    public void Read_label_out_of_range_names_it()
    {
        var error = Assert.Throws<DataIntegrityException>(() => Read(Images, [.. Labels[..^1], 10]));
        Assert.Equal(("labels", "10 as label 2"), (error.File, error.Actual));
    }

    [Fact]
    public void Read_fewer_labels_than_images_is_refused() =>
        Assert.Contains("3 labels", Assert.Throws<DataIntegrityException>(() => Read(Images, [0, 0, 8, 1, 0, 0, 0, 2, 7, 0])).Expected);

    [Property(MaxTest = 500)]
    public void Read_changed_bytes_give_a_set_of_the_same_shape_or_a_typed_error(int seed, byte changes)
    {
        var random = new Random(seed);
        byte[] images = [.. Images], labels = [.. Labels];
        for (var i = 0; i <= changes % 4; i++)
        {
            var target = random.Next(2) == 0 ? images : labels;
            // Half of the changes go to the header.
            target[random.Next(random.Next(2) == 0 ? 8 : target.Length)] = (byte)random.Next(256);
        }

        try
        {
            // A changed value is for the checksum to find; a header that still parses must describe the same bytes.
            var set = Read(images, labels);
            Assert.Equal((3, 8), (set.Count, set.Height * set.Width));
            Assert.Equal(images[16..], set.Pixels);
            Assert.Equal(labels[8..].Select(label => (int)label), set.Labels);
        }
        catch (DataIntegrityException error)
        {
            Assert.Contains(error.File, (string[])["images", "labels"]);
        }
    }

    [Property(MaxTest = 300)]
    public void Read_arbitrary_bytes_give_a_typed_error(byte[] images, byte[] labels) =>
        Assert.Throws<DataIntegrityException>(() => Read(images, labels));

    private static ImageSet Read(byte[] images, byte[] labels) =>
        IdxReader.Read("sample", new("images", images, "here"), new("labels", labels, "there"), classes: 10);
}
