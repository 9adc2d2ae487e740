using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using VanishingGradients.Data;
using VanishingGradients.Torch;

namespace VanishingGradients.Models.HuggingFace;

/// <summary>
/// Finds models by name: a folder of that path, then the user's models folder, then the cache, then the hub, from which a model is
/// fetched once and kept.
/// </summary>
/// <remarks>Weights are only fetched as safetensors; nothing that is fetched is ever executed. A branch or tag is resolved when it is fetched: all
/// files are of one commit, are kept under its name, and the branch goes on meaning it here. Delete the file <c>branch.commit</c> to ask again.</remarks>
/// <param name="options">Folders and whether to use the network.</param>
/// <param name="announce">Told, in one sentence, of a fetch.</param>
public sealed partial class ModelHub(ModelHubOptions options, Action<string> announce)
{
    /// <summary>A hub with the options of the environment.</summary>
    /// <param name="announce">Told, in one sentence, of a fetch.</param>
    /// <exception cref="ArgumentException">An environment variable has a value that cannot be used.</exception>
    public static ModelHub FromEnvironment(Action<string> announce) => new(ModelHubOptions.FromEnvironment(), announce);

    /// <summary>Opens a model's folder, fetching it if need be.</summary>
    /// <param name="model">Path of a folder, or <c>owner/name</c>, or <c>name</c> for the few models without owner.</param>
    /// <param name="revision">Branch, tag or commit on the hub; folders of the user's are taken as they are.</param>
    /// <param name="sha256">SHA-256 in hexadecimal by the name of a file, for files that must be these and no others, wherever they come from; null for
    /// none.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops a fetch. What has arrived is kept, and the next fetch continues from there.</param>
    /// <exception cref="ArgumentException">The model is neither a folder nor a name, or the revision or a pin is none.</exception>
    /// <exception cref="DataIntegrityException">A folder that is there has not the pinned files.</exception>
    /// <exception cref="ModelUnavailableException">No place has the model, or the hub has not the pinned files.</exception>
    /// <exception cref="FileNotFoundException">A folder is there but lacks files; the message names them.</exception>
    /// <exception cref="InvalidDataException">A folder's configuration or index is damaged.</exception>
    public async Task<ModelFolder> OpenAsync(
        string model,
        string revision = "main",
        IReadOnlyDictionary<string, string>? sha256 = null,
        IProgress<DataProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(revision);
        var pins = new FilePins(sha256);
        if (Directory.Exists(model))
        {
            return Pinned(ModelFolder.Open(model), pins);
        }

        if (!ModelName().IsMatch(model) || !Revision().IsMatch(revision))
        {
            throw new ArgumentException(
                $"'{model}' at revision '{revision}': there is no such folder, and it is no name of a model, which reads 'owner/name'.", nameof(model));
        }

        List<DataAttempt> attempts = [new($"folder {Path.GetFullPath(model)}", "there is no such folder")];
        return (OpenUsers(model, attempts) ?? OpenCached(model, revision, attempts)) is { } found
            ? Pinned(found, pins)
            : await FetchAsync(model, revision, pins, attempts, progress, cancellation).ConfigureAwait(false);
    }

    private static ModelFolder Pinned(ModelFolder folder, FilePins pins)
    {
        pins.Require(folder.Path, discard: false);
        return folder;
    }

    private ModelFolder? OpenUsers(string model, List<DataAttempt> attempts)
    {
        if (options.ModelsFolder is null)
        {
            attempts.Add(new("models folder", $"{ModelHubOptions.ModelsFolderVariable} is not set"));
            return null;
        }

        string[] places = [Path.Combine([options.ModelsFolder, .. model.Split('/')]), Path.Combine(options.ModelsFolder, model.Split('/')[^1])];
        if (places.FirstOrDefault(Directory.Exists) is { } found)
        {
            return ModelFolder.Open(found);
        }

        attempts.Add(new($"models folder {options.ModelsFolder}", $"no folder {string.Join(" or ", places.Distinct())}"));
        return null;
    }

    private ModelFolder? OpenCached(string model, string revision, List<DataAttempt> attempts)
    {
        var (place, note) = (CachePath(model, revision), CommitNote(model, revision));
        if (!Directory.Exists(place) && File.Exists(note))
        {
            place = CachePath(model, File.ReadAllText(note).Trim());
        }

        if (Directory.Exists(place))
        {
            return ModelFolder.Open(place);
        }

        attempts.Add(new($"cache folder {options.CacheFolder}", $"no folder {place}"));
        return null;
    }

    private async Task<ModelFolder> FetchAsync(
        string model,
        string revision,
        FilePins pins,
        List<DataAttempt> attempts,
        IProgress<DataProgress>? progress,
        CancellationToken cancellation)
    {
        var address = AddressOf(revision);
        if (options.Offline)
        {
            attempts.Add(new(address.ToString(), $"not asked, since {DataStoreOptions.OfflineVariable} is 1"));
            throw Unavailable($"Unset {DataStoreOptions.OfflineVariable}");
        }

        try
        {
            announce($"Fetching {model} (revision {revision}) from {address.Host}.");
            var commit = HubFile.IsCommit(revision)
                ? revision
                : await HubFile.CommitAsync(new Uri(address, ModelFolder.ConfigFile), options.SilenceTimeout, cancellation).ConfigureAwait(false);
            var place = CachePath(model, commit ?? revision);
            var download = new ModelDownload(AddressOf(commit ?? revision), options.SilenceTimeout, pins, progress);
            await download.ToAsync(place, cancellation).ConfigureAwait(false);
            if (commit is not null && commit != revision)
            {
                AtomicFile.Write(CommitNote(model, revision), stream => stream.Write(Encoding.ASCII.GetBytes(commit)));
            }

            return ModelFolder.Open(place);
        }
        catch (HttpRequestException error) when (error.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            // The hub says the same of a repository that does not exist as of one that not everybody may read.
            attempts.Add(new(
                address.ToString(),
                $"{(int)error.StatusCode} ({error.StatusCode}): the name '{model}' is misspelt, or the repository is private or gated, and such ones are not fetched",
                error));
            throw Unavailable("Correct the name");
        }
        catch (HttpRequestException error) when (error.StatusCode is HttpStatusCode.NotFound)
        {
            attempts.Add(new(address.ToString(), error.Message, error));
            throw Unavailable("Correct the name or the revision");
        }
        catch (Exception error) when
            (error is HttpRequestException or IOException or TimeoutException or DataIntegrityException or UnauthorizedAccessException)
        {
            attempts.Add(new(address.ToString(), error.Message, error));
            throw Unavailable("Connect to the network and try again");
        }

        Uri AddressOf(string version) => new(options.Address, $"{model}/resolve/{version}/");

        ModelUnavailableException Unavailable(string remedy) => new(
            $"{model} (revision {revision})",
            attempts,
            $"{remedy}, or put its files - "
            + $"{ModelFolder.ConfigFile}, {ModelFolder.WeightFile} (or {ModelFolder.IndexFile} with all shards) and those of its tokenizer, such as "
            + $"{string.Join(", ", ModelFolder.TokenizerNames.Take(4))} - into a folder {model} of a folder of yours and name that one in "
            + $"{ModelHubOptions.ModelsFolderVariable}.");
    }

    private string CachePath(string model, string revision) => Path.Combine(options.CacheFolder, model.Replace("/", "--"), revision);

    private string CommitNote(string model, string revision) => $"{CachePath(model, revision)}.commit";

    [GeneratedRegex(@"^(?!.*\.\.)[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?$", RegexOptions.ECMAScript)]
    private static partial Regex ModelName();

    [GeneratedRegex(@"^(?!.*\.\.)[A-Za-z0-9][\w.-]*$", RegexOptions.ECMAScript)]
    private static partial Regex Revision();
}
