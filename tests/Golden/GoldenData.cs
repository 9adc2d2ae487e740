using VanishingGradients.Data;
using VanishingGradients.Experiments;
using VanishingGradients.Models.Safetensors;

namespace VanishingGradients.Golden;

/// <summary>Finds reference values and real data; tests that need them are skipped where they are not.</summary>
internal static class GoldenData
{
    internal static string GoldenFolder(string name) => Folder("VG_GOLDEN", name);

    /// <summary>Names of the folders of one kind, so that further cases need no new test code; the bare kind where there are none.</summary>
    internal static IEnumerable<string> GoldenFolders(string kind)
    {
        var root = Environment.GetEnvironmentVariable("VG_GOLDEN");
        string[] found = Directory.Exists(root) ? Directory.GetDirectories(root, kind + "*") : [];
        return found.Length > 0 ? found.Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal) : [kind];
    }

    /// <summary>The sets of tensors in the folders of one kind, such as A of <c>A.input_ids</c>; the bare kind and no set where there are no
    /// folders.</summary>
    internal static IEnumerable<(string Folder, string Set)> GoldenSets(string kind)
    {
        const string ids = ".input_ids";
        foreach (var folder in GoldenFolders(kind))
        {
            var tensors = Path.Combine(Environment.GetEnvironmentVariable("VG_GOLDEN") ?? "", folder, "expected.safetensors");
            if (!File.Exists(tensors))
            {
                yield return (folder, "none");
                continue;
            }

            using var file = SafetensorsFile.Open(tensors);
            foreach (var name in file.Entries.Keys.Where(name => name.EndsWith(ids, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray())
            {
                yield return (folder, name[..^ids.Length]);
            }
        }
    }

    internal static string DataFolder(string name) => Folder("VG_DATA", name);

    internal static ImageDataset Mnist()
    {
        Folder("VG_DATA", MnistDataset.Id);
        return MnistDataset.LoadAsync(DataStore.FromEnvironment(_ => { })).GetAwaiter().GetResult();
    }

    internal static Task<ControlledEnvironment> EnvironmentAsync(string name)
    {
        Folder("VG_DATA", name);
        return ControlledEnvironments.LoadAsync(name, _ => { }, cancellation: TestContext.Current.CancellationToken);
    }

    private static string Folder(string variable, string name)
    {
        var root = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"{variable} is not set: the reference values are not here.");
        var folder = Path.Combine(root!, name);
        Assert.SkipUnless(Directory.Exists(folder), $"{variable} has no folder '{name}'.");
        return folder;
    }
}
