using System.Security.Cryptography;

namespace VanishingGradients.Torch;

/// <summary>A copy of TorchSharp's native part that also loads where the C++ library is older (Debian 12, Ubuntu 22.04).</summary>
/// <remarks>
/// The package's file is left as it is. The copy lies in a per-user cache under the hash of the original, is written to a name of its own
/// and then renamed, so any number of processes may start at once, and a file with another content is never taken for it.
/// </remarks>
internal static class WeakenedCopy
{
    /// <summary>The version need that no code of the library uses; only a marker symbol of iostream's initialisation asks for it.</summary>
    internal const string Version = "GLIBCXX_3.4.32";

    private const string MarkerSymbol = "_ZSt21ios_base_library_initv";

    internal static string Of(string original) => Of(original, KitCache.Folder("native"));

    internal static string Of(string original, string cache)
    {
        var image = File.ReadAllBytes(original);
        var target = Path.Combine(cache, Convert.ToHexStringLower(SHA256.HashData(image))[..32], Path.GetFileName(original));
        var weakened = ElfVersionNeed.Weaken(image, Version, MarkerSymbol)
            ?? throw new TorchRuntimeException(
                $"The native library {original} does not load, and not for want of {Version}. See what is missing with: ldd '{original}'");
        if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(weakened))
        {
            return target;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            AtomicFile.Write(target, stream => stream.Write(weakened));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TorchRuntimeException(
                $"The native library needs a changed copy of {original} on this system, but {target} cannot be written: {exception.Message} " +
                $"Make room there, or choose another folder with {KitCache.Variable}.",
                exception);
        }

        return target;
    }
}
