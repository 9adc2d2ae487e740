using System.Reflection;

namespace VanishingGradients.Notebook;

/// <summary>Shows values that can still change in the cell of a notebook.</summary>
/// <remarks>Hosts are found by the names that .NET Interactive gave these types and the kit's own host kept; so the kit refers to
/// neither.</remarks>
internal static class NotebookDisplay
{
    private const BindingFlags Static = BindingFlags.Public | BindingFlags.Static;

    /// <summary>What shows a value in a new place of the running cell, and gives back what shows another there; null where no cell runs.</summary>
    internal static Func<object, Action<object>>? Find()
    {
        var assemblies = AppDomain.CurrentDomain.GetAssemblies();
        var host = assemblies.FirstOrDefault(RunsCell);
        if (host is null)
            return null;
        var display = assemblies.Prepend(host).Select(assembly => assembly.GetType("System.DisplayExtensions")?
            .GetMethod("Display", Static, [typeof(object), typeof(string[])])).FirstOrDefault(method => method is not null);
        return display is null ? null : value => Updater(display.Invoke(null, [value, Array.Empty<string>()])!);
    }

    private static bool RunsCell(Assembly assembly)
    {
        try
        {
            return assembly.GetType("Microsoft.DotNet.Interactive.KernelInvocationContext")?.GetProperty("Current", Static)?.GetValue(null) is not null;
        }
        catch (TargetInvocationException)
        {
            // The kit's host throws where no cell runs.
            return false;
        }
    }

    // Update(value), or Update(value, params mimeTypes).
    private static Action<object> Updater(object shown)
    {
        var update = shown.GetType().GetMethods().First(method => method.Name == "Update" && method.GetParameters()[0].ParameterType == typeof(object));
        return value => update.Invoke(shown, update.GetParameters().Length == 1 ? [value] : [value, Array.Empty<string>()]);
    }
}
