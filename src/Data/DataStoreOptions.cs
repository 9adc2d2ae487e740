using VanishingGradients.Torch;

namespace VanishingGradients.Data;

/// <summary>Where data files are looked for, kept and fetched.</summary>
public sealed record DataStoreOptions
{
    /// <summary>Environment variable with <see cref="DataFolder"/>.</summary>
    public const string DataFolderVariable = "VG_DATA";

    /// <summary>Environment variable with the kit's cache folder; <see cref="CacheFolder"/> is its sub-folder <c>data</c>.</summary>
    public const string CacheFolderVariable = KitCache.Variable;

    /// <summary>Environment variable that sets <see cref="Offline"/>: 1 or 0.</summary>
    public const string OfflineVariable = "VG_OFFLINE";

    /// <summary>A folder of the user's with data files in the catalogue's layout, read first and never written; null for none.</summary>
    /// <value>Default null. Kit's own choice.</value>
    /// <exception cref="ArgumentException">The folder does not exist.</exception>
    public string? DataFolder
    {
        get;
        init => field = value is null || Directory.Exists(value)
            ? value
            : throw new ArgumentException(
                $"{nameof(DataFolder)} ({DataFolderVariable}) is '{value}', which is not a folder. Create it, correct it or unset it.");
    }

    /// <summary>The folder that fetched files are kept in, in the catalogue's layout; made when first needed.</summary>
    /// <value>Required. <see cref="FromEnvironment"/> takes <c>vanishing-gradients/data</c> in the user's cache folder. Kit's own
    /// choice.</value>
    public required string CacheFolder
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value)
            ? throw new ArgumentException($"{nameof(CacheFolder)} is empty; it must name a folder. Set {CacheFolderVariable} to one.")
            : Path.GetFullPath(value);
    }

    /// <summary>Whether to leave the network alone.</summary>
    /// <value>Default false. Kit's own choice.</value>
    public bool Offline { get; init; }

    /// <summary>How long a web server may stay silent before it is given up, both before its answer and within it.</summary>
    /// <value>Default 20 seconds. Kit's own choice. Making the connection has 5 seconds of its own.</value>
    public TimeSpan SilenceTimeout { get; init => field = Positive(value, nameof(SilenceTimeout)); } = TimeSpan.FromSeconds(20);

    /// <summary>How long npm may take for one package.</summary>
    /// <value>Default 5 minutes. Kit's own choice.</value>
    public TimeSpan NpmTimeout { get; init => field = Positive(value, nameof(NpmTimeout)); } = TimeSpan.FromMinutes(5);

    /// <summary>The command that starts npm, with leading arguments. On Windows npm is a script, which only the shell starts.</summary>
    internal IReadOnlyList<string> NpmCommand { get; init; } = OperatingSystem.IsWindows() ? ["cmd", "/c", "npm"] : ["npm"];

    /// <summary>
    /// The options as the environment sets them: <c>VG_DATA</c>, <c>VG_OFFLINE</c>, and for the cache the folder <c>data</c> in
    /// <c>VG_CACHE</c>, or in <c>vanishing-gradients</c> in <c>XDG_CACHE_HOME</c> or the user's local application data.
    /// </summary>
    /// <exception cref="ArgumentException">A variable has a value that cannot be used; the message names it.</exception>
    public static DataStoreOptions FromEnvironment() => FromVariables(Environment.GetEnvironmentVariable);

    internal static DataStoreOptions FromVariables(Func<string, string?> variable) => new()
    {
        DataFolder = NullIfEmpty(variable(DataFolderVariable)),
        CacheFolder = KitCache.Folder("data", variable),
        Offline = IsOffline(variable),
    };

    /// <summary>Whether the environment asks to leave the network alone.</summary>
    /// <exception cref="ArgumentException">The variable is neither 1 nor 0.</exception>
    internal static bool IsOffline(Func<string, string?> variable) => variable(OfflineVariable) switch
    {
        null or "" or "0" => false,
        "1" => true,
        var other => throw new ArgumentException($"{OfflineVariable} is '{other}'; it must be 1 (leave the network alone), 0 or unset."),
    };

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static TimeSpan Positive(TimeSpan value, string property) =>
        value > TimeSpan.Zero ? value : throw new ArgumentException($"{property} is {value}; it must be longer than zero.");
}
