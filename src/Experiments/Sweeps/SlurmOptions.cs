using VanishingGradients.Data;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>What a Slurm cluster is asked for; every run of a sweep is one task of a job array.</summary>
public sealed record SlurmOptions
{
    /// <summary>Partition. <value>The cluster's default.</value></summary>
    public string? Partition { get; init; }

    /// <summary>Time limit of each run. A run that needs longer is stopped <see cref="Notice"/> before, put back into the queue and goes on
    /// from its checkpoint. <value>The partition's limit.</value></summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How long before the time limit a run is asked to write a checkpoint and stop. <value>2 minutes.</value></summary>
    public TimeSpan Notice { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>CPUs of each run, which are also its threads: see <see cref="LocalLauncher.ThreadsPerRun"/>. <value>1.</value></summary>
    public int Cpus { get => field; init => field = OptionCheck.AtLeastOne(value, nameof(Cpus)); } = 1;

    /// <summary>Memory of each run in MiB. <value>The partition's default.</value></summary>
    public int? MemoryMiB { get; init; }

    /// <summary>Most runs at a time. <value>No limit.</value></summary>
    public int? Throttle { get; init; }

    /// <summary>More options of sbatch, one each, for example --account=lab. <value>None.</value></summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>The dotnet program on the nodes. <value>The one this process runs in, or that of the search path.</value></summary>
    public string? Dotnet { get; init; }

    /// <summary>Time between two looks at the queue. <value>10 seconds.</value></summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after the end of the job results may take to be seen on this machine: a network file system shows files of other
    /// machines late. Only waited for where a run left neither results nor an error. <value>1 minute.</value></summary>
    public TimeSpan FileDelay { get; init; } = TimeSpan.FromMinutes(1);
}
