using VanishingGradients.Data;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>What a Slurm cluster is asked for; every run of a sweep is one task of a job array.</summary>
public sealed record SlurmOptions
{
    // The largest number that sbatch --signal takes.
    private static readonly TimeSpan LongestNotice = TimeSpan.FromSeconds(ushort.MaxValue);

    /// <summary>Partition. <value>The cluster's default.</value></summary>
    public string? Partition { get; init; }

    /// <summary>Time limit of each run. A run that needs longer is stopped <see cref="Notice"/> before, put back into the queue and goes on
    /// from its checkpoint. <value>The partition's limit.</value></summary>
    /// <remarks>Slurm counts whole minutes; a part of one is rounded up. It must be longer than <see cref="Notice"/>: a run would be stopped as soon
    /// as it starts, for ever.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, which Slurm takes for no limit.</exception>
    public TimeSpan? TimeLimit
    {
        get;
        init => field = value is { } limit && limit <= TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(nameof(TimeLimit), limit, $"{nameof(TimeLimit)} must be above 0; null is the partition's limit.")
            : value;
    }

    /// <summary>How long before the time limit a run is asked to write a checkpoint and stop. <value>2 minutes.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1 to 65535 seconds.</exception>
    public TimeSpan Notice
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1) && value <= LongestNotice
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Notice), value, $"{nameof(Notice)} must be from 1 second to {LongestNotice}.");
    } = TimeSpan.FromMinutes(2);

    /// <summary>CPUs of each run, which are also its threads: see <see cref="LocalLauncher.ThreadsPerRun"/>. <value>1.</value></summary>
    public int Cpus { get => field; init => field = OptionCheck.AtLeastOne(value, nameof(Cpus)); } = 1;

    /// <summary>Memory of each run in MiB. <value>The partition's default.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MemoryMiB { get; init => field = value is { } memory ? OptionCheck.AtLeastOne(memory, nameof(MemoryMiB)) : null; }

    /// <summary>Most runs at a time. <value>No limit.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? Throttle { get; init => field = value is { } most ? OptionCheck.AtLeastOne(most, nameof(Throttle)) : null; }

    /// <summary>More options of sbatch, one each, for example --account=lab. <value>None.</value></summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>The dotnet program on the nodes. <value>The one this process runs in, or that of the search path.</value></summary>
    public string? Dotnet { get; init; }

    /// <summary>Time between two looks at the queue. <value>10 seconds.</value></summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after the end of the job results may take to be seen on this machine: a network file system shows files of other
    /// machines late. Only waited for where a run left neither results nor an error. <value>1 minute.</value></summary>
    public TimeSpan FileDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>These options, if they fit together.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time limit is not longer than the notice.</exception>
    internal SlurmOptions Checked() => TimeLimit is not { } limit || limit > Notice
        ? this
        : throw new ArgumentOutOfRangeException(
            nameof(TimeLimit), limit, $"{nameof(TimeLimit)} must be longer than {nameof(Notice)}, which is {Notice}: no run would get on.");
}
