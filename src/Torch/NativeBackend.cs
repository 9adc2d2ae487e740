using System.Runtime.InteropServices;

namespace VanishingGradients.Torch;

/// <summary>The loaded native libraries.</summary>
/// <param name="LibTorch">Handle of libtorch_cpu.</param>
/// <param name="LibTorchSharp">Handle of TorchSharp's native part.</param>
/// <param name="LibraryPath">File that <paramref name="LibTorchSharp"/> came from.</param>
internal sealed partial record NativeBackend(nint LibTorch, nint LibTorchSharp, string LibraryPath)
{
    // Of glibc's malloc.h: from how many bytes on a block is mapped by itself (32 MiB at most), and how many free ones at the heap's end are kept.
    private const int MmapThreshold = -3;
    private const int TrimThreshold = -1;

    internal static NativeBackend Load(NativeFolders folders, int threads)
    {
        if (OperatingSystem.IsLinux())
        {
            // An idle OpenMP worker that spins takes the core from the other process: with more threads than cores, runs slow down tenfold.
            // Read by libgomp when it loads, so it has to be in the process's own environment, which .NET's setter does not reach.
            _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", 0);
            // What a training step frees is kept for the next one. By default the system takes large blocks back and has to clear their pages
            // every time: up to an eighth of the time of a step of GPT-2.
            _ = SetMalloc(MmapThreshold, 32 << 20);
            _ = SetMalloc(TrimThreshold, 512 << 20);
        }

        // By absolute path and dependencies first: the loader then finds them by name, wherever the packages lie.
        LoadLibrary(folders.LibTorch, "c10");
        var torch = LoadLibrary(folders.LibTorch, "torch_cpu");
        LoadLibrary(folders.LibTorch, "torch");

        var path = folders.LibTorchSharp;
        if (!NativeLibrary.TryLoad(path, out var sharp))
        {
            path = WeakenedCopy.Of(path);
            sharp = LoadFile(path);
        }

        SetThreads(sharp, threads);
        return new NativeBackend(torch, sharp, path);
    }

    private static nint LoadLibrary(string folder, string library) => LoadFile(Path.Combine(folder, NativeFolders.FileName(library)));

    private static nint LoadFile(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchRuntimeException(
                $"The native library {path} does not load: {exception.Message.ReplaceLineEndings(" ")} " +
                (OperatingSystem.IsLinux()
                    ? $"See what is missing with: ldd '{path}'. On Debian and Ubuntu the C++ runtime comes with: apt-get install libstdc++6 libgomp1"
                    : "On Windows install the Microsoft Visual C++ Redistributable; on macOS an Apple silicon machine is needed."),
                exception);
        }
    }

    // Called through the export: TorchSharp's own wrapper would start to load the libraries that are being loaded here.
    private static unsafe void SetThreads(nint sharp, int threads) =>
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(sharp, "THSTorch_set_num_threads"))(threads);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMalloc(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
