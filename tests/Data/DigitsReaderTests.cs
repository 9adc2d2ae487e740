using System.Text;
using FsCheck.Xunit;

namespace VanishingGradients.Data;

public sealed class DigitsReaderTests
{
    private static readonly string Line = string.Join(',', Enumerable.Range(0, 64).Select(i => i % 17)) + ",3";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Read_good_lines_gives_images_and_labels(string end)
    {
        var set = Read(Line + end + Line[..^1] + "9" + end);
        Assert.Equal((2, 8, 8, 1, 10), (set.Count, set.Height, set.Width, set.Channels, set.Classes));
        Assert.Equal(Enumerable.Range(0, 128).Select(i => (byte)(i % 64 % 17)), set.Pixels);
        Assert.Equal([3, 9], set.Labels);
        Assert.Equal(16, set.MaxPixel);
    }

    [Theory]
    [InlineData("17", "'17'")]
    [InlineData("-1", "'-1'")]
    [InlineData(" 1", "' 1'")]
    [InlineData("1.5", "'1.5'")]
    [InlineData("", "''")]
    [InlineData("300", "'300'")]
    public void Read_pixel_out_of_range_names_line_and_column(string pixel, string actual)
    {
        var error = Assert.Throws<DataIntegrityException>(() => Read(Line + "\n" + pixel + Line[1..]));
        Assert.Contains("line 2, column 1", error.Expected);
        Assert.Equal(actual, error.Actual);
    }

    [Fact]
    public void Read_label_out_of_range_names_line_and_column() =>
        Assert.Contains("0..9 in line 1, column 65", Assert.Throws<DataIntegrityException>(() => Read(Line[..^1] + "10")).Expected);

    [Fact]
    public void Read_wrong_number_of_columns_is_refused()
    {
        Assert.Equal("66", Assert.Throws<DataIntegrityException>(() => Read(Line + ",1")).Actual);
        Assert.Equal("64", Assert.Throws<DataIntegrityException>(() => Read(Line[2..])).Actual);
        Assert.Contains("line 2", Assert.Throws<DataIntegrityException>(() => Read(Line + "\n\n" + Line)).Expected);
    }

    [Fact]
    public void Read_empty_file_is_refused() => Assert.Throws<DataIntegrityException>(() => Read(""));

    [Property(MaxTest = 300)]
    public void Read_one_changed_byte_gives_one_image_or_a_typed_error(int seed)
    {
        var random = new Random(seed);
        var bytes = Encoding.ASCII.GetBytes(Line);
        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        try
        {
            Assert.Equal(1, DigitsReader.Read("sample", new("digits", bytes, "here")).Count);
        }
        catch (DataIntegrityException error)
        {
            Assert.Equal("digits", error.File);
        }
    }

    private static ImageSet Read(string text) => DigitsReader.Read("sample", new("digits", Encoding.ASCII.GetBytes(text), "here"));
}
