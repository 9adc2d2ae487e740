using System.Net;
using VanishingGradients.Data;

namespace VanishingGradients.Models.HuggingFace;

/// <summary>Fetches the files of one model into a folder, which appears under its name when it is complete.</summary>
/// <param name="address">Where the files are, ending in a slash.</param>
/// <param name="silence">How long a server may stay silent.</param>
/// <param name="pins">Files whose content is known.</param>
/// <param name="progress">Told of the bytes fetched.</param>
internal sealed class ModelDownload(Uri address, TimeSpan silence, FilePins pins, IProgress<DataProgress>? progress)
{
    /// <summary>Fetches what is not there yet.</summary>
    /// <param name="folder">The folder. Until it is complete its name ends in <c>.partial</c>, and an interrupted fetch continues
    /// there.</param>
    /// <param name="cancellation">Stops the fetch.</param>
    /// <exception cref="HttpRequestException">No connection, or an answer other than success.</exception>
    /// <exception cref="IOException">An answer broke off, a file cannot be written, or another process is fetching the model.</exception>
    /// <exception cref="TimeoutException">A server stayed silent for too long.</exception>
    /// <exception cref="DataIntegrityException">A file is not the one that the hub announced or the caller pinned.</exception>
    internal async Task ToAsync(string folder, CancellationToken cancellation)
    {
        var partial = folder + ".partial";
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        using var guard = Lock(folder);
        if (Directory.Exists(folder))
        {
            // Another process has just finished.
            pins.Require(folder, discard: false);
            return;
        }

        Directory.CreateDirectory(partial);
        await RequireAsync(partial, ModelFolder.ConfigFile, cancellation).ConfigureAwait(false);
        if (!await FetchAsync(partial, ModelFolder.WeightFile, cancellation).ConfigureAwait(false))
        {
            await FetchShardsAsync(partial, cancellation).ConfigureAwait(false);
        }

        foreach (var name in ModelFolder.TokenizerNames)
        {
            await FetchAsync(partial, name, cancellation).ConfigureAwait(false);
        }

        pins.Require(partial, discard: true);
        Directory.Move(partial, folder);
    }

    private async Task FetchShardsAsync(string folder, CancellationToken cancellation)
    {
        if (!await FetchAsync(folder, ModelFolder.IndexFile, cancellation).ConfigureAwait(false))
        {
            throw new HttpRequestException(
                $"the model has neither {ModelFolder.WeightFile} nor {ModelFolder.IndexFile}; other formats of weights are not read");
        }

        foreach (var shard in ShardIndex.Read(Path.Combine(folder, ModelFolder.IndexFile)))
        {
            await RequireAsync(folder, shard, cancellation).ConfigureAwait(false);
        }
    }

    private async Task RequireAsync(string folder, string name, CancellationToken cancellation)
    {
        if (!await FetchAsync(folder, name, cancellation).ConfigureAwait(false))
        {
            throw new HttpRequestException($"there is no {name}: the model or its revision may be misspelt", null, HttpStatusCode.NotFound);
        }
    }

    private async Task<bool> FetchAsync(string folder, string name, CancellationToken cancellation)
    {
        var target = Path.Combine(folder, name);
        return File.Exists(target)
            || await HubFile.FetchAsync(new Uri(address, name), target, silence, progress, cancellation).ConfigureAwait(false);
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(
                folder + ".lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error)
        {
            throw new IOException($"another process is fetching '{folder}'; wait until it has finished", error);
        }
    }
}
