namespace VanishingGradients.Data;

/// <summary>The data sets of the controlled experiments as published.</summary>
[Trait("Category", "Golden")]
public sealed class DatasetFilesTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Cifar10_first_batch_gives_the_published_statistics()
    {
        var cifar = await Cifar10Dataset.LoadAsync(Store("cifar10"), trainingBatches: 1, cancellation: Cancellation);
        var (train, test) = (cifar.Train, cifar.Test!);
        Assert.Equal((10_000, 32, 32, 3), (train.Count, train.Height, train.Width, train.Channels));
        Assert.Equal([6, 9, 9, 4, 1, 1, 2, 7, 8, 3], train.Labels[..10]);
        Assert.Equal([3, 8, 8, 0, 6, 6, 1, 6, 3, 1], test.Labels[..10]);
        Assert.All(test.Labels.CountBy(label => label), pair => Assert.Equal(1000, pair.Value));
        var moments = PixelNormalisation.Of(train);
        Assert.All(PixelNormalisation.Cifar10.Mean, (mean, channel) => Assert.Equal(mean, moments.Mean[channel], 0.003));
        Assert.All(PixelNormalisation.Cifar10.Std, (std, channel) => Assert.Equal(std, moments.Std[channel], 0.003));
        // The publisher's binary file has the same numbers: its checksum is that of these records.
        byte[] records = [.. train.Labels.SelectMany((label, i) => train.Pixels[(i * 3072)..((i + 1) * 3072)].Prepend((byte)label))];
        Assert.Equal(DataCatalogue.BuiltIn.Find("cifar10").File("data_batch_1.bin").Content, new FileDigest(records.Length, Samples.Sha256(records)));
    }

    [Fact]
    public async Task Stsb_train_and_validation_have_the_published_sizes()
    {
        var (train, validation) = await StsbDataset.LoadAsync(Store("stsb"), cancellation: Cancellation);
        Assert.Equal((5749, 1500), (train.Pairs.Count, validation.Pairs.Count));
        Assert.Equal(new SentencePair("A plane is taking off.", "An air plane is taking off.", 5), train.Pairs[0]);
        Assert.Equal(Enumerable.Range(0, 6), train.Labels().Distinct().Order());
    }

    [Fact]
    public async Task FashionMnist_installed_package_gives_the_published_statistics()
    {
        const string package = "/usr/share/datasets/fashion-mnist";
        Assert.SkipUnless(Directory.Exists(package), "The package dataset-fashion-mnist is not installed.");
        var store = new DataStore(DataCatalogue.BuiltIn, new() { CacheFolder = _cache.Path, Offline = true }, Assert.Fail);
        var fashion = await FashionMnistDataset.LoadAsync(store, cancellation: Cancellation);
        Assert.Equal((60_000, 10_000), (fashion.Train.Count, fashion.Test!.Count));
        Assert.All(fashion.Train.Labels.CountBy(label => label), pair => Assert.Equal(6000, pair.Value));
        Assert.Equal(0.2860, PixelNormalisation.Of(fashion.Train).Mean[0], 4);
    }

    private DataStore Store(string id)
    {
        var folder = Environment.GetEnvironmentVariable(DataStoreOptions.DataFolderVariable);
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder ?? "", id)) && !string.IsNullOrEmpty(folder), $"VG_DATA has no folder '{id}'.");
        return new(DataCatalogue.BuiltIn, new() { DataFolder = folder, CacheFolder = _cache.Path, Offline = true }, Assert.Fail);
    }
}
