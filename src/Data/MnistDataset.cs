namespace VanishingGradients.Data;

/// <summary>MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 x 28 grey pixels.</summary>
public static class MnistDataset
{
    /// <summary>Id in the catalogue.</summary>
    public const string Id = "mnist";

    private const int Classes = 10;

    /// <summary>Reads, and if need be fetches, the four files.</summary>
    /// <param name="store">Where the files come from.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops the fetch.</param>
    /// <exception cref="DataIntegrityException">A file in the data folder is not the catalogue's.</exception>
    /// <exception cref="DataUnavailableException">A file cannot be had.</exception>
    public static Task<ImageDataset> LoadAsync(
        DataStore store, IProgress<DataProgress>? progress = null, CancellationToken cancellation = default) =>
        LoadAsync(Id, store, progress, cancellation);

    /// <summary>The four files of a data set in MNIST's format.</summary>
    internal static async Task<ImageDataset> LoadAsync(
        string id, DataStore store, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        var train = await ReadAsync("train", "train").ConfigureAwait(false);
        return new ImageDataset(id, train, await ReadAsync("test", "t10k").ConfigureAwait(false));

        async Task<ImageSet> ReadAsync(string split, string prefix)
        {
            var files = store.Find(id);
            var images = await store.ReadAsync(files.File($"{prefix}-images-idx3-ubyte.gz"), progress, cancellation).ConfigureAwait(false);
            var labels = await store.ReadAsync(files.File($"{prefix}-labels-idx1-ubyte.gz"), progress, cancellation).ConfigureAwait(false);
            return IdxReader.Read($"{id} {split}", images, labels, Classes);
        }
    }
}
