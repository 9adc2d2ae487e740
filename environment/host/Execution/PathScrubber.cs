using System.Text.Json.Nodes;

namespace VanishingGradients.Host.Execution;

/// <summary>
/// Takes the places of the repository and of the user's folder on this machine out of what a notebook keeps: the same run gives the same
/// file everywhere.
/// </summary>
internal sealed class PathScrubber(string root)
{
    private static readonly string Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>
    /// The nearest folder above <paramref name="folder"/> that holds the kit's project or a repository; else the folder itself.
    /// </summary>
    public static string RootOf(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "VanishingGradients.Kernel.csproj"))
                || Path.Exists(Path.Combine(at.FullName, ".git")))
                return at.FullName;
        }
        return folder;
    }

    public string Scrub(string text)
    {
        text = text.Replace(_root + Path.DirectorySeparatorChar, "").Replace(_root, ".");
        return Home.Length > 1 ? text.Replace(Home + Path.DirectorySeparatorChar, "~" + Path.DirectorySeparatorChar) : text;
    }

    public JsonObject Scrub(JsonObject bundle)
    {
        foreach ((string mimeType, JsonNode? value) in bundle.ToArray())
        {
            if (mimeType.StartsWith("text/", StringComparison.Ordinal) && value is JsonValue text)
                bundle[mimeType] = Scrub(text.GetValue<string>());
        }
        return bundle;
    }
}
