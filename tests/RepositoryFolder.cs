namespace VanishingGradients;

/// <summary>The repository that the tests were built from.</summary>
internal static class RepositoryFolder
{
    internal static string Path { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo from) =>
        File.Exists(System.IO.Path.Combine(from.FullName, "VanishingGradients.Kernel.csproj")) ? from.FullName : Find(from.Parent!);
}
