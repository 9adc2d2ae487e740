namespace VanishingGradients.Data;

public sealed class PngReaderTests
{
    private const int Width = 7;
    private const int Height = 5;

    private static readonly byte[] Pixels = Samples.Bytes(Width * Height * 3);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(-1)]
    public void Read_every_filter_gives_the_pixels(int filter) =>
        Assert.Equal(Pixels, Read(SamplePng.Write(Pixels, Width, Height, row => (byte)(filter < 0 ? row : filter))));

    [Fact]
    public void Read_truncated_at_any_byte_is_a_typed_error()
    {
        var png = SamplePng.Write(Pixels, Width, Height, _ => 1);
        for (var length = 0; length < png.Length; length++)
            Assert.Equal("picture", Assert.Throws<DataIntegrityException>(() => Read(png[..length])).File);
    }

    [Fact]
    public void Read_missing_rows_are_a_typed_error()
    {
        var png = SamplePng.Write(Pixels, Width, Height - 1, _ => 0);
        png[8 + 8 + 7] = Height;
        Assert.Contains("truncated", Assert.Throws<DataIntegrityException>(() => Read(png)).Actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(19, 9, "9 x 5")]
    [InlineData(25, 6, "header bytes")]
    [InlineData(28, 1, "header bytes")]
    [InlineData(0, 1, "other bytes")]
    public void Read_another_kind_of_picture_is_refused(int position, byte value, string expected)
    {
        var png = SamplePng.Write(Pixels, Width, Height, _ => 0);
        png[position] = value;
        Assert.Contains(expected, Assert.Throws<DataIntegrityException>(() => Read(png)).Actual, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_unknown_filter_is_named() =>
        Assert.Equal("7", Assert.Throws<DataIntegrityException>(() => Read(SamplePng.Write(Pixels, Width, Height, _ => 7))).Actual);

    private static byte[] Read(byte[] png) => PngReader.Read(new("picture", png, "here"), Width, Height);
}
