namespace VanishingGradients.Torch;

/// <summary>The kit's per-user cache.</summary>
internal static class KitCache
{
    internal const string Variable = "VG_CACHE";

    /// <summary>A folder of the cache: under <c>VG_CACHE</c> when set, else under the user's cache folder. It may not exist yet.</summary>
    internal static string Folder(string name)
    {
        var chosen = Environment.GetEnvironmentVariable(Variable);
        return Path.Combine(string.IsNullOrWhiteSpace(chosen) ? Default() : chosen, name);
    }

    private static string Default()
    {
        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var root =
            OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) :
            !string.IsNullOrEmpty(xdg) ? xdg :
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(string.IsNullOrEmpty(root) ? Path.GetTempPath() : root, "vanishing-gradients");
    }
}
