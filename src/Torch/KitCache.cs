namespace VanishingGradients.Torch;

/// <summary>The kit's per-user cache: fetched data and the weakened native library.</summary>
internal static class KitCache
{
    internal const string Variable = "VG_CACHE";

    /// <summary>A folder of the cache; it may not exist yet.</summary>
    internal static string Folder(string name) => Folder(name, Environment.GetEnvironmentVariable);

    /// <summary>Under <c>VG_CACHE</c> when set, else <c>vanishing-gradients</c> in <c>XDG_CACHE_HOME</c>, else in the account's local
    /// application data.</summary>
    internal static string Folder(string name, Func<string, string?> variable)
    {
        var chosen = variable(Variable);
        return Path.GetFullPath(Path.Combine(string.IsNullOrWhiteSpace(chosen) ? Default(variable("XDG_CACHE_HOME")) : chosen, name));
    }

    private static string Default(string? xdgCacheHome)
    {
        // The XDG base directory specification has relative paths ignored.
        var home = Path.IsPathFullyQualified(xdgCacheHome ?? "")
            ? xdgCacheHome!
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), "vanishing-gradients");
    }
}
