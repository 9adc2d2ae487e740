using System.Reflection;
using System.Runtime.Loader;

namespace VanishingGradients.Notebook;

/// <summary>Calls <see cref="PlotlyBridge"/> where its F# assemblies cannot clash with those of a notebook host.</summary>
/// <remarks>
/// A host may hold an older FSharp.Core than Plotly.NET needs. Loaded beside the kit, Plotly.NET would get the newer and its own
/// dependencies the older one, and the first chart would end in a MissingMethodException. So the kit folder keeps them in charts/, and
/// this context loads the kit a second time, finding there whatever lies there. In tests and programs there is no charts/ folder, and
/// the bridge is called directly.
/// </remarks>
internal sealed class ChartContext : AssemblyLoadContext
{
    private static readonly Lazy<Type> Bridge = new(FindBridge);

    private readonly string _folder;

    private ChartContext(string folder)
        : base("VanishingGradients charts") => _folder = folder;

    /// <inheritdoc cref="PlotlyBridge.Draw"/>
    public static string Draw(string description) => (string)Call(nameof(PlotlyBridge.Draw), description);

    /// <inheritdoc cref="PlotlyBridge.Library"/>
    public static byte[] Library() => (byte[])Call(nameof(PlotlyBridge.Library));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static object Call(string method, params object[] arguments)
        => Bridge.Value.GetMethod(method)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    private static Type FindBridge()
    {
        var kit = typeof(PlotlyBridge).Assembly.Location;
        var folder = kit.Length == 0 ? "" : Path.Combine(Path.GetDirectoryName(kit)!, "charts");
        return Directory.Exists(folder)
            ? new ChartContext(folder).LoadFromAssemblyPath(kit).GetType(typeof(PlotlyBridge).FullName!, throwOnError: true)!
            : typeof(PlotlyBridge);
    }
}
