using System.Text.Json;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Many runs in one folder: sweep.json with the list of runs, and one run folder each under runs/.</summary>
public sealed class Sweep
{
    private const string FileName = "sweep.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private Sweep(string folder, IReadOnlyList<SweepRun> runs) => (Folder, Runs) = (folder, runs);

    /// <summary>The sweep's folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>The runs, in the order they were given.</summary>
    public IReadOnlyList<SweepRun> Runs { get; }

    /// <summary>Opens a sweep that was created before.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <exception cref="SweepException">There is no sweep, or its list of runs is damaged.</exception>
    public static Sweep Open(string folder)
    {
        var path = Path.Combine(Path.GetFullPath(folder), FileName);
        if (!File.Exists(path))
            throw new SweepException($"{folder} has no {FileName}: it is no sweep, or its creation was cut short. Create the sweep again.");
        try
        {
            var runs = JsonSerializer.Deserialize<SweepRun[]>(File.ReadAllText(path), Json);
            return new Sweep(Path.GetFullPath(folder), runs ?? throw new JsonException("The list of runs is null."));
        }
        catch (JsonException error)
        {
            throw new SweepException($"{path} is damaged: {error.Message} Create the sweep again; runs that are there already stay.");
        }
    }

    /// <summary>The folder of a run.</summary>
    /// <param name="run">One of <see cref="Runs"/>.</param>
    public string FolderOf(SweepRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Path.Combine(Folder, "runs", run.Name);
    }

    /// <summary>How far a run is, read from its folder now.</summary>
    /// <param name="run">One of <see cref="Runs"/>.</param>
    public RunStatus StatusOf(SweepRun run) => RunFiles.Status(FolderOf(run));

    /// <summary>Creates run folders that are not there yet, then the list of runs.</summary>
    internal static Sweep Create(string folder, IReadOnlyList<SweepEntry> entries)
    {
        folder = Path.GetFullPath(folder);
        CheckNames(entries);
        var varying = OptionPaths.Varying([.. entries.Select(entry => entry.Config)]);
        var sweep = new Sweep(folder, [.. entries.Zip(varying, (entry, values) => new SweepRun(entry.Name, entry.Configuration, entry.Seed, values))]);
        sweep.CheckSameAsBefore(entries);
        foreach (var (entry, run) in entries.Zip(sweep.Runs))
        {
            var path = Path.Combine(Directory.CreateDirectory(sweep.FolderOf(run)).FullName, RunFiles.Config);
            if (!File.Exists(path))
                AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, entry.Config, Json));
        }

        // The list comes last: a folder with a list has all its runs.
        AtomicFile.Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, sweep.Runs, Json));
        return sweep;
    }

    private static void CheckNames(IReadOnlyList<SweepEntry> entries)
    {
        if (entries.Count == 0)
            throw new SweepException("A sweep needs at least one run.");
        foreach (var entry in entries)
        {
            if (entry.Name is not [not '.', ..] || !entry.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
                throw new SweepException($"'{entry.Name}' cannot name a run: it becomes a folder. Use letters, digits, '-', '_' and '.', and no '.' at the start.");
        }

        // Some file systems take upper and lower case for the same.
        if (entries.CountBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(name => name.Value > 1) is { Key: { } name })
            throw new SweepException($"Two runs have the name '{name}'.");
    }

    private void CheckSameAsBefore(IReadOnlyList<SweepEntry> entries)
    {
        if (File.Exists(Path.Combine(Folder, FileName)))
        {
            var before = Open(Folder).Runs.Select(run => run.Name).ToHashSet();
            before.SymmetricExceptWith(entries.Select(entry => entry.Name));
            if (before.Order(StringComparer.Ordinal).FirstOrDefault() is { } name)
                throw new SweepException($"{Folder} holds a sweep with other runs: '{name}' is only {(entries.Any(entry => entry.Name == name) ? "here" : "there")}. Use another folder.");
        }

        foreach (var (entry, run) in entries.Zip(Runs))
        {
            var path = Path.Combine(FolderOf(run), RunFiles.Config);
            if (File.Exists(path) && OptionPaths.Difference(RunFiles.Read(path), entry.Config) is { } difference)
                throw new SweepException($"{Folder} holds run '{run.Name}' with other options: {difference}. Use another folder.");
        }
    }
}
