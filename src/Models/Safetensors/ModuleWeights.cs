using static TorchSharp.torch;

namespace VanishingGradients.Models.Safetensors;

/// <summary>Moves the tensors of one or several files into a module.</summary>
internal static class ModuleWeights
{
    /// <summary>Sets every parameter and persistent buffer of a module; it keeps its values where anything does not fit.</summary>
    /// <param name="place">Where the files are, for messages.</param>
    /// <param name="files">The files.</param>
    /// <param name="module">The module.</param>
    /// <param name="names">The module's name of a tensor, null for one to leave aside; without it names are equal.</param>
    /// <exception cref="SafetensorsException">Tensors are missing, left over, given twice, or of another shape or kind; the message lists
    /// them all.</exception>
    internal static void Load(string place, IReadOnlyList<SafetensorsFile> files, nn.Module module, Func<string, string?>? names)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var targets = module.state_dict();
        var sources = (
            from file in files
            from entry in file.Entries.Values
            let name = names is null ? entry.Name : names(entry.Name)
            where name is not null
            select (Name: name, File: file, Entry: entry)).ToLookup(source => source.Name);
        string[] problems =
        [
            .. targets.Keys.Where(name => !sources.Contains(name)).Order(StringComparer.Ordinal).Select(name => $"'{name}' is missing"),
            .. sources.Where(source => !targets.ContainsKey(source.Key)).Select(source => source.First().Entry.Name)
                .Order(StringComparer.Ordinal).Select(name => $"'{name}' is not in the module"),
            .. sources.Where(source => source.Count() > 1).Select(source =>
                $"'{source.Key}' is given {source.Count()} times, as '{string.Join("', '", source.Select(twice => twice.Entry.Name))}'"),
            .. sources.Where(source => targets.ContainsKey(source.Key))
                .Select(source => Misfit(source.First().Entry, targets[source.Key]))
                .OfType<string>(),
        ];
        if (problems.Length > 0)
        {
            throw new SafetensorsException(
                place, null, $"the tensors do not fit '{module.GetName()}': {string.Join("; ", problems)}.");
        }

        foreach (var (name, target) in targets)
        {
            var (_, file, entry) = sources[name].Single();
            file.Read(entry, target);
        }
    }

    private static string? Misfit(SafetensorsEntry entry, Tensor target)
    {
        var (given, wanted) = (string.Join(", ", entry.Shape), string.Join(", ", target.shape));
        var sameKind = entry.Type == target.dtype || (IsFloating(entry.Type) && IsFloating(target.dtype));
        return given == wanted && sameKind
            ? null
            : $"'{entry.Name}' is {entry.Type} [{given}] in the file, {target.dtype} [{wanted}] in the module";
    }

    private static bool IsFloating(ScalarType type) =>
        type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;
}
