using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using TorchSharp;

namespace VanishingGradients.Torch;

/// <summary>The native libtorch libraries of this process: how they are loaded and how many threads they use.</summary>
/// <remarks>
/// Nobody needs to call anything here: the libraries load by themselves when the first tensor is made.
/// TorchSharp first asks the platform for them; where that fails (always in notebooks and scripts, and on systems whose
/// C++ library is older than the one TorchSharp was built with) the resolver registered below takes over. The kit calls
/// <see cref="EnsureLoaded"/> all the same wherever its tensors begin, because TorchSharp would swallow this class's error and put its own
/// in its place.
/// </remarks>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static NativeBackend? _backend;

    /// <summary>Number of threads that tensor operations use: <c>VG_THREADS</c> when set, else the physical cores of this
    /// machine.</summary>
    /// <exception cref="TorchRuntimeException"><c>VG_THREADS</c> is not a whole number of at least 1, or the libraries do not
    /// load.</exception>
    public static int Threads
    {
        get
        {
            EnsureLoaded();
            return torch.get_num_threads();
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

    // Registering is all that happens here: the assembly may be loaded twice (see src/Notebook) and many uses need no tensor.
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
