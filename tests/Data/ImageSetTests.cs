namespace VanishingGradients.Data;

public sealed class ImageSetTests
{
    [Fact]
    public void Constructor_consistent_values_keeps_the_arrays()
    {
        byte[] pixels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16];
        int[] labels = [0, 1];
        var set = new ImageSet("sample", 2, 1, 2, 3, pixels, 16, labels, 2, "here");
        Assert.Same(pixels, set.Pixels);
        Assert.Same(labels, set.Labels);
    }

    [Theory]
    [InlineData("count", 0, 1, 2, 1, 12, 16, 2, 0, 2, 0)]
    [InlineData("height", 2, 0, 2, 1, 12, 16, 2, 0, 2, 0)]
    [InlineData("width", 2, 1, -1, 1, 12, 16, 2, 0, 2, 0)]
    [InlineData("channels", 2, 1, 2, 0, 12, 16, 2, 0, 2, 0)]
    [InlineData("maxPixel", 2, 1, 2, 3, 12, 0, 2, 0, 2, 0)]
    [InlineData("classes", 2, 1, 2, 3, 12, 16, 2, 0, 1, 0)]
    [InlineData("pixels", 2, 1, 2, 3, 11, 16, 2, 0, 2, 0)]
    [InlineData("pixels", int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, 1, 16, 2, 0, 2, 0)]
    [InlineData("pixels", 2, 1, 2, 3, 12, 16, 2, 0, 2, 17)]
    [InlineData("labels", 2, 1, 2, 3, 12, 16, 3, 0, 2, 0)]
    [InlineData("labels", 2, 1, 2, 3, 12, 16, 2, 2, 2, 0)]
    [InlineData("labels", 2, 1, 2, 3, 12, 16, 2, -1, 2, 0)]
    public void Constructor_bad_value_names_its_parameter(
        string parameter, int count, int height, int width, int channels, int pixels, byte maxPixel,
        int labels, int label, int classes, byte pixel)
    {
        byte[] pixelValues = [.. Enumerable.Repeat(pixel, pixels)];
        int[] labelValues = [.. Enumerable.Repeat(label, labels)];
        var error = Assert.Throws<ArgumentException>(() =>
            new ImageSet("sample", count, height, width, channels, pixelValues, maxPixel, labelValues, classes, "here"));
        Assert.Equal(parameter, error.ParamName);
    }
}
