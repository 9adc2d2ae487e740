namespace VanishingGradients.Data;

public sealed class DigitsDatasetTests
{
    private readonly ImageSet _digits = DigitsDataset.Load();

    [Fact]
    public void Load_called_gives_the_published_number_of_images() =>
        Assert.Equal((1797, 8, 8, 1, 10, 16),
            (_digits.Count, _digits.Height, _digits.Width, _digits.Channels, _digits.Classes, _digits.MaxPixel));

    [Fact]
    public void Load_called_gives_the_published_class_counts() =>
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            _digits.Labels.CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));

    [Fact]
    public void Load_called_gives_the_known_first_image()
    {
        byte[] expected =
        [
            0, 0, 5, 13, 9, 1, 0, 0,
            0, 0, 13, 15, 10, 15, 5, 0,
            0, 3, 15, 2, 0, 11, 8, 0,
            0, 4, 12, 0, 0, 8, 8, 0,
            0, 5, 8, 0, 0, 9, 8, 0,
            0, 4, 11, 0, 1, 12, 7, 0,
            0, 2, 14, 5, 10, 12, 0, 0,
            0, 0, 6, 13, 10, 0, 0, 0,
        ];
        Assert.Equal(expected, _digits.Pixels[..64]);
        Assert.Equal(0, _digits.Labels[0]);
    }

    [Fact]
    public void Load_called_reads_the_stored_file_of_the_catalogue()
    {
        var file = DataCatalogue.BuiltIn.Find("digits").Files[0];
        using var stream = typeof(DataCatalogue).Assembly.GetManifestResourceStream("data/" + file.Path)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        Assert.Equal(file.Stored, new FileDigest(memory.Length, Samples.Sha256(memory.ToArray())));
        Assert.Equal(file.Rows, _digits.Count);
    }
}
