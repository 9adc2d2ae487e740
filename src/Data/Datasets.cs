namespace VanishingGradients.Data;

/// <summary>The image data of the controlled experiments.</summary>
public static class Datasets
{
    /// <summary>MNIST, or the embedded digits where MNIST cannot be had.</summary>
    /// <param name="announce">Told of fetches, of bad files in the cache and, in full, of a fallback to the digits. Never left
    /// untold.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops the fetch.</param>
    /// <returns>Which data set it is, says <see cref="ImageDataset.Name"/>; the digits have no test images.</returns>
    /// <exception cref="ArgumentException">An environment variable has a value that cannot be used.</exception>
    /// <exception cref="DataIntegrityException">A file in the data folder is not the catalogue's: a mistake to correct, not one to work
    /// around.</exception>
    public static Task<ImageDataset> MnistOrDigitsAsync(
        Action<string> announce, IProgress<DataProgress>? progress = null, CancellationToken cancellation = default) =>
        MnistOrDigitsAsync(DataStore.FromEnvironment(announce), progress, cancellation);

    /// <summary>MNIST from a given store, or the embedded digits where it cannot be had.</summary>
    /// <param name="store">Where the files come from; its announcements tell of a fallback.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops the fetch.</param>
    /// <returns>Which data set it is, says <see cref="ImageDataset.Name"/>; the digits have no test images.</returns>
    /// <exception cref="DataIntegrityException">A file in the data folder is not the catalogue's: a mistake to correct, not one to work
    /// around.</exception>
    public static async Task<ImageDataset> MnistOrDigitsAsync(
        DataStore store, IProgress<DataProgress>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            return await MnistDataset.LoadAsync(store, progress, cancellation).ConfigureAwait(false);
        }
        catch (DataUnavailableException error)
        {
            var digits = DigitsDataset.Load();
            var replacement = $"the {digits.Count:N0} embedded digits of {digits.Height} x {digits.Width} pixels";
            store.Announce($"MNIST is replaced by {replacement}; numbers will differ from MNIST's. {error.Message}");
            return new ImageDataset(DigitsDataset.Id, digits, Test: null);
        }
    }
}
