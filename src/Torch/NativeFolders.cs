using System.Runtime.InteropServices;

namespace VanishingGradients.Torch;

/// <summary>Where the native libraries lie: the folder of libtorch and the file of TorchSharp's own native part.</summary>
/// <param name="LibTorch">Folder that holds libtorch's libraries.</param>
/// <param name="LibTorchSharp">Full path of TorchSharp's native part, as its package ships it.</param>
internal sealed record NativeFolders(string LibTorch, string LibTorchSharp)
{
    /// <summary>The build writes this file beside the kit: one folder a line, where restore put the packages' libraries.</summary>
    internal const string ListFile = "VanishingGradients.natives.txt";

    internal static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" :
        OperatingSystem.IsMacOS() ? $"lib{library}.dylib" :
        $"lib{library}.so";

    internal static NativeFolders Find() =>
        Find([Path.GetDirectoryName(typeof(NativeFolders).Assembly.Location) ?? "", AppContext.BaseDirectory]);

    internal static NativeFolders Find(IReadOnlyList<string> kitFolders)
    {
        var folders = kitFolders.Where(Directory.Exists).Distinct().SelectMany(Candidates).ToList();
        var torch = Locate(folders, FileName("torch_cpu"));
        var sharp = Locate(folders, FileName("LibTorchSharp"));
        return new NativeFolders(Path.GetDirectoryName(torch)!, sharp);
    }

    private static IEnumerable<string> Candidates(string kitFolder)
    {
        yield return kitFolder;
        yield return Path.Combine(kitFolder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        var list = Path.Combine(kitFolder, ListFile);
        if (File.Exists(list))
        {
            foreach (var line in File.ReadLines(list).Where(line => line.Length > 0))
            {
                yield return line;
            }
        }
    }

    private static string Locate(List<string> folders, string file) =>
        folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
        ?? throw new TorchRuntimeException(
            $"The native library {file} was not found in any of: {string.Join("; ", folders)}. " +
            "It comes with the packages that the build restores: run 'dotnet build VanishingGradients.Kernel.csproj' in the repository's folder, then start again.");
}
