using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace VanishingGradients.Host.Engine;

/// <summary>
/// Which assemblies cells can use: the platform, the host's helpers, and what their <c>#r</c> lines name. Roslyn finds the neighbours of
/// a referenced assembly that it needs by itself, at compile time and at run time.
/// </summary>
internal static partial class AssemblyReferences
{
    private const string BuildCommand = "dotnet build VanishingGradients.Kernel.csproj";

    /// <summary>What .NET Interactive offers too; libraries that only this host happens to use stay out of sight.</summary>
    public static IReadOnlyList<MetadataReference> Platform { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Concat([typeof(Formatter).Assembly.Location, typeof(IHtmlContent).Assembly.Location, typeof(Kernel).Assembly.Location])
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <param name="code">A cell.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <exception cref="CellFailure">A <c>#r</c> names a package, or a file that is not there.</exception>
    public static void Check(string code, string folder)
    {
        foreach (Match directive in ReferenceDirective().Matches(code))
        {
            string name = directive.Groups["name"].Value;
            int line = code.AsSpan(0, directive.Index).Count('\n') + 1;
            if (name.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
                throw new CellFailure(
                    "ReferenceError",
                    $"#r \"{name}\": this host restores no packages. " +
                    "Add the package to VanishingGradients.Kernel.csproj, build, and reference the dll in artifacts/kit.",
                    line);
            if (name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
                && Path.GetFullPath(name, folder) is var path && !File.Exists(path))
                throw new CellFailure("ReferenceError", Missing(name, path), line);
        }
    }

    private static string Missing(string name, string path) =>
        path.Replace('\\', '/').Contains("/artifacts/kit/", StringComparison.Ordinal)
            ? $"#r \"{name}\": the kit is not built. Run this in the repository folder, then run the notebook again: {BuildCommand}"
            : $"#r \"{name}\": no such file. The path is relative to the notebook's folder.";

    [GeneratedRegex("^[ \\t]*#r[ \\t]+\"(?<name>[^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex ReferenceDirective();
}
