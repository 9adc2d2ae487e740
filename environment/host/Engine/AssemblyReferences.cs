using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace VanishingGradients.Host.Engine;

/// <summary>Which assemblies cells can use: the platform, the host's helpers, and what their <c>#r</c> lines name together with its neighbours.</summary>
internal sealed partial class AssemblyReferences(string folder)
{
    private const string BuildCommand = "dotnet build VanishingGradients.Kernel.csproj";

    private static readonly string[] PlatformPaths =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location)),
        typeof(Formatter).Assembly.Location,
        typeof(IHtmlContent).Assembly.Location,
        typeof(Kernel).Assembly.Location,
    ];

    private readonly HashSet<string> _folders = [];

    /// <summary>What .NET Interactive offers too; libraries that only this host happens to use stay out of sight.</summary>
    public static IReadOnlyList<MetadataReference> Platform { get; } = [.. PlatformPaths.Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>
    /// Roslyn loads the neighbours of a referenced assembly at run time, but their types cannot be named in a cell unless they are referenced too.
    /// </summary>
    /// <exception cref="CellFailure">A <c>#r</c> names a package, or a file that is not there.</exception>
    public IReadOnlyList<MetadataReference> NeighboursNamedBy(string code)
    {
        List<MetadataReference> references = [];
        foreach (Match directive in ReferenceDirective().Matches(code))
        {
            string name = directive.Groups["name"].Value;
            int line = code.AsSpan(0, directive.Index).Count('\n') + 1;
            if (name.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
                throw new CellFailure(
                    "ReferenceError",
                    $"#r \"{name}\": this host restores no packages. Add the package to VanishingGradients.Kernel.csproj, build, and reference the dll in artifacts/kit.",
                    line);
            if (!name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
                continue;

            string path = Path.GetFullPath(name, folder);
            if (!File.Exists(path))
                throw new CellFailure("ReferenceError", Missing(name, path), line);
            if (_folders.Add(Path.GetDirectoryName(path)!))
                references.AddRange(Neighbours(path));
        }
        return references;
    }

    private static string Missing(string name, string path) =>
        path.Replace('\\', '/').Contains("/artifacts/kit/", StringComparison.Ordinal)
            ? $"#r \"{name}\": the kit is not built. Run this in the repository folder, then run the notebook again: {BuildCommand}"
            : $"#r \"{name}\": no such file. The path is relative to the notebook's folder.";

    private static IEnumerable<MetadataReference> Neighbours(string path) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.dll")
            .Where(file => file != path && !PlatformPaths.Any(known => Path.GetFileName(known) == Path.GetFileName(file)) && IsManaged(file))
            .Order(StringComparer.Ordinal)
            .Select(file => MetadataReference.CreateFromFile(file));

    private static bool IsManaged(string file)
    {
        using var reader = new PEReader(File.OpenRead(file));
        try
        {
            return reader.HasMetadata;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[ \\t]*#r[ \\t]+\"(?<name>[^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex ReferenceDirective();
}
