using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Many runs in one folder: sweep.json with the list of runs, and one run folder each under runs/.</summary>
public sealed class Sweep
{
    private const string FileName = "sweep.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };


    private Sweep(string folder, IReadOnlyList<SweepRun> runs) =>
        (Folder, Runs, PretrainedFolder) = (folder, runs, Path.Combine(folder, "pretrained"));

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
            return new Sweep(Path.GetFullPath(folder), Read(path));
        }
        catch (JsonException error)
        {
            throw new SweepException($"{path} is damaged: {error.Message} Create the sweep again; runs that are there already stay.");
        }
    }

    /// <summary>Runs to launch: those without results that no process is at work on.</summary>
    internal IEnumerable<SweepRun> OpenRuns => Runs.Where(run => StatusOf(run) is not (RunStatus.Finished or RunStatus.Running));

    /// <summary>Where runs with the same pretraining share it.</summary>
    internal string PretrainedFolder { get; private init; }

    /// <summary>The same sweep with pretraining kept elsewhere, for sharing it with other sweeps.</summary>
    internal Sweep WithPretrained(string folder) => new(Folder, Runs) { PretrainedFolder = Path.GetFullPath(folder) };

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

    /// <summary>Creates a sweep; where it was created before with the same runs, what is there stays and can go on.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <param name="runs">The runs by name; each name is also a configuration of its own.</param>
    /// <exception cref="SweepException">The folder holds other runs, or a name is no folder name; nothing was changed.</exception>
    /// <exception cref="NotSupportedException">A policy or an objective is code and not data; the message names it.</exception>
    public static Sweep Create<TRun>(string folder, IReadOnlyDictionary<string, TRun> runs)
        where TRun : RunDescription
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Create(folder, [.. runs.Select(run => (run.Key, run.Key, (RunDescription)run.Value))]);
    }

    /// <summary>Creates a sweep of every configuration with every seed; run "sft" of seed 3 is named sft-seed3.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <param name="configurations">Runs by name of configuration; the seeds they have are replaced.</param>
    /// <param name="seeds">The run seeds.</param>
    /// <inheritdoc cref="Create{TRun}(string, IReadOnlyDictionary{string, TRun})" path="/exception"/>
    public static Sweep Create<TRun>(string folder, IReadOnlyDictionary<string, TRun> configurations, IReadOnlyList<long> seeds)
        where TRun : RunDescription
    {
        ArgumentNullException.ThrowIfNull(configurations);
        ArgumentNullException.ThrowIfNull(seeds);
        return Create(folder, [..
            from configuration in configurations
            from seed in seeds
            select (string.Create(CultureInfo.InvariantCulture, $"{configuration.Key}-seed{seed}"), configuration.Key,
                configuration.Value.WithSeed(seed))]);
    }

    private static Sweep Create(string folder, IReadOnlyList<(string Name, string Configuration, RunDescription Options)> runs)
    {
        CheckNames([.. runs.Select(run => run.Name)]);
        JsonNode[] configs = [.. runs.Select(run => JsonNode.Parse(run.Options.ToJson())!)];
        var sweep = new Sweep(Path.GetFullPath(folder), [.. runs.Zip(
            OptionPaths.Varying(configs, except: [.. runs.Select(run => run.Options.SeedPath)]),
            (run, varying) => new SweepRun(run.Name, run.Configuration, run.Options.RunSeed, varying))]);
        sweep.CheckSameAsBefore(configs);
        foreach (var ((_, _, options), run) in runs.Zip(sweep.Runs))
            RunFolder.Create(options, sweep.FolderOf(run));
        // The list comes last: a folder with a list has all its runs.
        AtomicFile.Write(Path.Combine(sweep.Folder, FileName), stream => JsonSerializer.Serialize(stream, sweep.Runs, Json));
        return sweep;
    }

    private static void CheckNames(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            throw new SweepException("A sweep needs at least one run.");
        foreach (var name in names)
        {
            if (name is not [not '.', ..] || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            {
                throw new SweepException(
                    $"'{name}' cannot name a run: it becomes a folder. Use letters, digits, '-', '_' and '.', and no '.' at the start.");
            }
        }

        // Some file systems take upper and lower case for the same.
        if (names.CountBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
            throw new SweepException($"Two runs have the name '{twice}'.");
    }

    /// <exception cref="JsonException">The list is damaged.</exception>
    private static SweepRun[] Read(string path) => JsonSerializer.Deserialize<SweepRun?[]>(File.ReadAllText(path), Json) is { } runs
        ? [.. runs.Select(run => run ?? throw new JsonException("A run is null."))]
        : throw new JsonException("The list of runs is null.");

    // A damaged list is made anew; the folders of its runs tell whether they are the same.
    private HashSet<string>? NamesBefore()
    {
        var path = Path.Combine(Folder, FileName);
        try
        {
            return File.Exists(path) ? [.. Read(path).Select(run => run.Name)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void CheckSameAsBefore(JsonNode[] configs)
    {
        if (NamesBefore() is { } before)
        {
            var names = Runs.Select(run => run.Name).ToHashSet();
            if (before.Except(names).FirstOrDefault() is { } lost)
                throw new SweepException($"{Folder} holds a sweep with another run '{lost}'. Use another folder.");
            if (names.Except(before).FirstOrDefault() is { } added)
                throw new SweepException($"{Folder} holds a sweep without a run '{added}'. Use another folder.");
        }

        foreach (var (run, config) in Runs.Zip(configs))
        {
            var path = Path.Combine(FolderOf(run), RunFiles.Config);
            if (File.Exists(path) && OptionPaths.Difference(JsonNode.Parse(RunDescription.Load(path).ToJson()), config) is { } difference)
                throw new SweepException($"{Folder} holds run '{run.Name}' with other options: {difference}. Use another folder.");
        }
    }
}
