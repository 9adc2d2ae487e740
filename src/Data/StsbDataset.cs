namespace VanishingGradients.Data;

/// <summary>STS-B: 5,749 training and 1,500 validation pairs of sentences with their similarity.</summary>
public static class StsbDataset
{
    /// <summary>Id in the catalogue.</summary>
    public const string Id = "stsb";

    /// <summary>Reads, and if need be fetches, the training and validation pairs.</summary>
    /// <param name="store">Where the files come from.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops the fetch.</param>
    /// <exception cref="DataIntegrityException">A file in the data folder is not the catalogue's.</exception>
    /// <exception cref="DataUnavailableException">A file cannot be had.</exception>
    public static async Task<(SentencePairs Train, SentencePairs Validation)> LoadAsync(
        DataStore store, IProgress<DataProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return (await ReadAsync("train").ConfigureAwait(false), await ReadAsync("dev").ConfigureAwait(false));

        async Task<SentencePairs> ReadAsync(string part) => StsbReader.Read(
            $"{Id} {part}", await store.ReadAsync(store.Find(Id).File($"sts-{part}.tsv.gz"), progress, cancellation).ConfigureAwait(false));
    }
}
