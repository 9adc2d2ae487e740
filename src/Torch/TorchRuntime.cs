using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using TorchSharp;

namespace VanishingGradients.Torch;

/// <summary>The native libtorch libraries of this process: how they are loaded and how many threads they use.</summary>
/// <remarks>
/// Nobody needs to call anything here: the libraries load by themselves when TorchSharp does. TorchSharp would ask the platform for them by
/// name, which finds nothing in notebooks and scripts, fails on systems whose C++ library is older than the one TorchSharp was built with,
/// and on a system with a libtorch of its own finds that one, whose version ends the process. Loaded first, the kit's are those that the
/// names mean. The kit calls <see cref="EnsureLoaded"/> all the same wherever its tensors begin, because TorchSharp would put an error of its
/// own in the place of this class's.
/// </remarks>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static NativeBackend? _backend;

    /// <summary>Number of threads that tensor operations use: <c>VG_THREADS</c> when set, else the physical cores of this
    /// machine. The operations of small networks are too short to be shared out: with one thread they are faster. Setting it holds for the calling
    /// thread and for those that have not computed yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 1.</exception>
    /// <exception cref="TorchRuntimeException"><c>VG_THREADS</c> is not a whole number of at least 1, or the libraries do not
    /// load.</exception>
    public static int Threads
    {
        get
        {
            EnsureLoaded();
            return torch.get_num_threads();
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            EnsureLoaded();
            torch.set_num_threads(value);
        }
    }

    /// <summary>The file that TorchSharp's native part was loaded from: the package's own, or the weakened copy (see
    /// <see cref="ElfVersionNeed"/>).</summary>
    public static string NativeLibraryPath
    {
        get
        {
            EnsureLoaded();
            return _backend!.LibraryPath;
        }
    }

    /// <summary>Loads the native libraries now rather than at the first tensor. Safe to call often and from several threads.</summary>
    /// <exception cref="TorchRuntimeException">The libraries cannot be loaded; the message says which file, what is missing and what to
    /// install.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            _backend ??= NativeBackend.Load(NativeFolders.Find(), ThreadCount.FromEnvironment());
        }
    }

    // The assembly may be loaded twice (see src/Notebook), and many uses need no tensor: what happens here waits for TorchSharp.
    // A script host gives every assembly a load context of its own, so the one to serve is known only when TorchSharp is there.
    [ModuleInitializer]
    internal static void Register()
    {
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => Serve(loaded.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Serve(assembly);
        }
    }

    private static void Serve(Assembly assembly)
    {
        if (assembly.GetName().Name == "TorchSharp" && AssemblyLoadContext.GetLoadContext(assembly) is { } context)
        {
            context.ResolvingUnmanagedDll += (_, library) => Resolve(library);
            try
            {
                EnsureLoaded();
            }
            catch (TorchRuntimeException)
            {
                // Whoever loads an assembly need not want a tensor; the first tensor says it again.
            }
        }
    }

    private static nint Resolve(string library)
    {
        if (library is not ("LibTorchSharp" or "torch_cpu"))
        {
            return 0;
        }

        EnsureLoaded();
        return library == "LibTorchSharp" ? _backend!.LibTorchSharp : _backend!.LibTorch;
    }
}
