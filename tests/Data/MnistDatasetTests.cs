namespace VanishingGradients.Data;

[Trait("Category", "Golden")]
public sealed class MnistDatasetTests
{
    [Fact]
    public async Task LoadAsync_data_folder_gives_the_published_statistics()
    {
        var mnist = await LoadAsync();
        var (train, test) = (mnist.Train, mnist.Test!);
        Assert.Equal((60_000, 28, 28, 1), (train.Count, train.Height, train.Width, train.Channels));
        Assert.Equal((10_000, 28, 28, 1), (test.Count, test.Height, test.Width, test.Channels));
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], Counts(train));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Counts(test));

        // Moments from the histogram: exact, and one pass over 47 million bytes.
        var histogram = new long[256];
        foreach (var pixel in train.Pixels)
            histogram[pixel]++;
        double count = train.Pixels.Length;
        var mean = histogram.Select((n, value) => n * (value / 255.0)).Sum() / count;
        var std = Math.Sqrt(histogram.Select((n, value) => n * Math.Pow((value / 255.0) - mean, 2)).Sum() / count);
        Assert.Equal(0.1307, mean, 4);
        Assert.Equal(0.3081, std, 4);
    }

    [Fact]
    public void BuiltIn_stored_digests_are_those_of_the_data_folder()
    {
        var folder = DataFolder();
        foreach (var file in DataCatalogue.BuiltIn.Find(MnistDataset.Id).Files)
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, file.Path));
            Assert.Equal(file.Stored, new FileDigest(bytes.Length, Samples.Sha256(bytes)));
        }
    }

    private static string DataFolder()
    {
        var folder = Environment.GetEnvironmentVariable(DataStoreOptions.DataFolderVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "VG_DATA is not set, so there is no MNIST to read.");
        return folder!;
    }

    private static async Task<ImageDataset> LoadAsync()
    {
        using var cache = new TemporaryFolder();
        var store = new DataStore(
            DataCatalogue.BuiltIn, new() { DataFolder = DataFolder(), CacheFolder = cache.Path, Offline = true }, Assert.Fail);
        return await MnistDataset.LoadAsync(store, cancellation: TestContext.Current.CancellationToken);
    }

    private static IEnumerable<int> Counts(ImageSet set) =>
        set.Labels.CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value);
}
