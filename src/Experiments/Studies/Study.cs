using System.Security.Cryptography;
using System.Text;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Sweeps;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Studies;

/// <summary>A question answered by runs: starts (environment and pretraining) times configurations times seeds. Pure data.</summary>
/// <remarks>A study is a record with presets <c>For(Scale)</c> that says in <see cref="After"/> what follows a start.</remarks>
public abstract record Study
{
    /// <summary>Short name with small letters and hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>Where the runs begin: environment, task, policy and pretraining. Seed and stages are the study's.</summary>
    /// <exception cref="ArgumentException">There is none, or two have the same environment, which names their configurations.</exception>
    public required IReadOnlyList<RunOptions> Starts { get; init => field = Different(value, start => start.Environment, nameof(Starts)); }

    /// <summary>Run seeds; every configuration is run with each.</summary>
    /// <exception cref="ArgumentException">There is none, or one twice.</exception>
    public required IReadOnlyList<long> Seeds { get; init => field = Different(value, seed => seed, nameof(Seeds)); }

    /// <summary>All configurations of all starts; the environment comes first in their names.</summary>
    public IReadOnlyList<StudyRun> Configurations =>
    [
        .. from start in Starts
           from run in After(start)
           select run with { Configuration = $"{start.Environment}-{run.Configuration}" },
    ];

    /// <summary>All runs: every configuration with every seed.</summary>
    public IReadOnlyList<StudyRun> Runs => [.. from run in Configurations from seed in Seeds select run.WithSeed(seed)];

    /// <summary>Executes the runs that have no results yet as processes side by side, and reads the results of all.</summary>
    /// <param name="folder">Folder of the sweep; null for one in the kit's cache whose name follows from the runs and the kit's
    /// version.</param>
    /// <param name="launcher">What executes them; null for <see cref="LocalLauncher"/> on all cores.</param>
    /// <param name="progress">Told whenever a run starts or ends, and every now and then in between.</param>
    /// <param name="cancellation">Stops; calling this again goes on.</param>
    /// <param name="pretrained">Folder where this and other studies share the pretraining that they have in common; null for one of its
    /// own.</param>
    /// <returns>The finished runs; those that failed are <see cref="StudyResults.Failures"/>.</returns>
    /// <exception cref="SweepException">No run has results, or nothing can be launched here; the message says why.</exception>
    public async Task<StudyResults> RunAsync(
        string? folder = null, ILauncher? launcher = null, IProgress<SweepProgress>? progress = null, CancellationToken cancellation = default,
        string? pretrained = null)
    {
        var sweep = Sweep.Create(folder ?? DefaultFolder(), Configurations.ToDictionary(run => run.Configuration, run => run.Options), Seeds);
        sweep = pretrained is null ? sweep : sweep.WithPretrained(pretrained);
        var report = await (launcher ?? new LocalLauncher()).LaunchAsync(sweep, progress, cancellation).ConfigureAwait(false);
        return StudyResults.Read(this, sweep, report);
    }

    /// <summary>What follows a start: configurations with names that differ. Their seeds are replaced.</summary>
    /// <param name="start">One of <see cref="Starts"/>.</param>
    protected abstract IEnumerable<StudyRun> After(RunOptions start);

    private static IReadOnlyList<T> Different<T, TKey>(IReadOnlyList<T> values, Func<T, TKey> key, string name)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return values.Count == 0 ? throw new ArgumentException($"{name} is empty; a study needs at least one.")
            : values.CountBy(key).FirstOrDefault(one => one.Value > 1) is { Value: > 1 } twice
                ? throw new ArgumentException($"{name} has '{twice.Key}' {twice.Value} times; each may be there once.")
                : [.. values];
    }

    // The same runs find their results again; others, or those of another version of the kit, get a folder of their own.
    private string DefaultFolder()
    {
        var content = string.Join('\n', Runs.Select(run => $"{run.Name} {run.Options.ToJson()}").Prepend(RunEnvironment.Current().Kit));
        return Path.Combine(KitCache.Folder("studies"), $"{Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..12]}");
    }
}
