using VanishingGradients.Host.Execution;

namespace VanishingGradients.Host.Terminal;

/// <summary>Finds the notebooks that arguments name, and a place for each result.</summary>
internal static class NotebookSelection
{
    /// <param name="arguments">Notebooks, and folders to search for them.</param>
    /// <param name="outputFolder">Where results go; sub-folders of the repository's notebooks folder, or of a folder named, are
    /// kept.</param>
    /// <exception cref="ArgumentException">An argument names nothing that can be run, or two results would be the same file.</exception>
    public static IReadOnlyList<NotebookFile> Find(IEnumerable<string> arguments, string outputFolder)
    {
        NotebookFile[] files = [.. arguments.SelectMany(argument => Find(argument, outputFolder))
            .DistinctBy(file => Path.GetFullPath(file.Path))];
        if (files.GroupBy(file => file.Output).FirstOrDefault(same => same.Count() > 1) is { } clash)
            throw new ArgumentException(
                $"{string.Join(" and ", clash.Select(file => file.Path))} would both be written to {clash.Key}. " +
                "Run them one at a time, with different --out folders.");
        return files;
    }

    private static IEnumerable<NotebookFile> Find(string argument, string outputFolder)
    {
        if (File.Exists(argument))
        {
            if (!argument.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase))
                throw new ArgumentException($"{argument} is no notebook: expected a file that ends in .ipynb.");
            return [Place(argument, Path.GetDirectoryName(Path.GetFullPath(argument))!, outputFolder)];
        }
        if (!Directory.Exists(argument))
            throw new ArgumentException($"{argument}: no such file or folder.");

        string[] found = [.. Directory.EnumerateFiles(argument, "*.ipynb", SearchOption.AllDirectories)
            .Where(path => !path.Contains(".ipynb_checkpoints", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        return found.Length > 0
            ? found.Select(path => Place(path, Path.GetFullPath(argument), outputFolder))
            : throw new ArgumentException($"{argument}: no notebooks (*.ipynb) in this folder.");
    }

    private static NotebookFile Place(string path, string folder, string outputFolder)
    {
        string full = Path.GetFullPath(path);
        string notebooks = Path.Combine(PathScrubber.RootOf(Path.GetDirectoryName(full)!), "notebooks") + Path.DirectorySeparatorChar;
        string start = full.StartsWith(notebooks, StringComparison.Ordinal) ? notebooks : folder;
        return new NotebookFile(path, Path.Combine(outputFolder, Path.GetRelativePath(start, full)));
    }
}
