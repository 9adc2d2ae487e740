using VanishingGradients.Data;
using VanishingGradients.Torch;

namespace VanishingGradients.Models.HuggingFace;

/// <summary>Where published models are looked for, kept and fetched.</summary>
public sealed record ModelHubOptions
{
    /// <summary>Environment variable with <see cref="ModelsFolder"/>.</summary>
    public const string ModelsFolderVariable = "VG_MODELS";

    /// <summary>A folder of the user's with models in sub-folders <c>owner/name</c> or <c>name</c>, read first and never written; null for
    /// none.</summary>
    /// <value>Default null. Kit's own choice.</value>
    /// <exception cref="ArgumentException">The folder does not exist.</exception>
    public string? ModelsFolder
    {
        get;
        init => field = value is null || Directory.Exists(value)
            ? value
            : throw new ArgumentException(
                $"{nameof(ModelsFolder)} ({ModelsFolderVariable}) is '{value}', which is not a folder. Create it, correct it or unset it.");
    }

    /// <summary>The folder that fetched models are kept in; made when first needed.</summary>
    /// <value>Required. <see cref="FromEnvironment"/> takes the folder <c>models</c> of the kit's cache. Kit's own choice.</value>
    public required string CacheFolder { get; init => field = Path.GetFullPath(value); }

    /// <summary>Whether to leave the network alone.</summary>
    /// <value>Default false. Kit's own choice.</value>
    public bool Offline { get; init; }

    /// <summary>How long the hub may stay silent before it is given up, both before its answer and within it.</summary>
    /// <value>Default 20 seconds. Kit's own choice.</value>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Address of the hub.</summary>
    internal Uri Address { get; init; } = new("https://huggingface.co/");

    /// <summary>The options as the environment sets them: <c>VG_MODELS</c>, <c>VG_CACHE</c> and <c>VG_OFFLINE</c>.</summary>
    /// <exception cref="ArgumentException">A variable has a value that cannot be used; the message names it.</exception>
    public static ModelHubOptions FromEnvironment() => FromVariables(Environment.GetEnvironmentVariable);

    internal static ModelHubOptions FromVariables(Func<string, string?> variable) => new()
    {
        ModelsFolder = variable(ModelsFolderVariable) is { Length: > 0 } folder ? folder : null,
        CacheFolder = KitCache.Folder("models", variable),
        Offline = DataStoreOptions.IsOffline(variable),
    };
}
