namespace VanishingGradients.Data;

/// <summary>Fashion-MNIST: 60,000 training and 10,000 test images of clothes, 28 x 28 grey pixels, in MNIST's format.</summary>
public static class FashionMnistDataset
{
    /// <summary>Id in the catalogue.</summary>
    public const string Id = "fashion-mnist";

    /// <summary>Reads, and if need be fetches, the four files.</summary>
    /// <param name="store">Where the files come from.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops the fetch.</param>
    /// <exception cref="DataIntegrityException">A file in the data folder is not the catalogue's.</exception>
    /// <exception cref="DataUnavailableException">A file cannot be had.</exception>
    public static Task<ImageDataset> LoadAsync(
        DataStore store, IProgress<DataProgress>? progress = null, CancellationToken cancellation = default) =>
        MnistDataset.LoadAsync(Id, store, progress, cancellation);
}
