using System.CommandLine;
using VanishingGradients.Experiments.Sweeps;

namespace VanishingGradients.Experiments.Commands;

/// <summary>The options of commands that launch runs: where, and what is asked for there.</summary>
internal sealed class LauncherOptions
{
    private const string Local = "local";
    private const string Slurm = "slurm";

    private readonly Option<string> _launcher = new("--launcher") { Description = "Where runs are executed.", DefaultValueFactory = _ => Local };
    private readonly Option<int?> _cores = new("--cores") { Description = "local: cores to use. Default: all physical cores." };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads (slurm: CPUs) of each run.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _partition = new("--partition") { Description = "slurm: partition." };
    private readonly Option<int?> _minutes = new("--minutes")
    {
        Description = "slurm: time limit of each run, more than the two minutes that a run has for its last checkpoint; longer runs go on from it.",
    };

    private readonly Option<int?> _memory = new("--memory") { Description = "slurm: MiB of each run." };
    private readonly Option<int?> _throttle = new("--throttle") { Description = "slurm: most runs at a time." };
    private readonly Option<string[]> _sbatch = new("--sbatch") { Description = "slurm: one more option of sbatch; may be given several times." };

    /// <summary>Gives a command these options.</summary>
    internal LauncherOptions(Command command)
    {
        _launcher.AcceptOnlyFromAmong(Local, Slurm);
        foreach (var option in new Option[] { _launcher, _cores, _threads, _partition, _minutes, _memory, _throttle, _sbatch })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The launcher that was asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is not allowed; the message names it.</exception>
    internal ILauncher Create(ParseResult result) => result.GetValue(_launcher) == Local
        ? new LocalLauncher(result.GetValue(_cores), result.GetValue(_threads))
        : new SlurmLauncher(new SlurmOptions
        {
            Partition = result.GetValue(_partition),
            TimeLimit = result.GetValue(_minutes) is { } limit ? TimeSpan.FromMinutes(limit) : null,
            Cpus = result.GetValue(_threads),
            MemoryMiB = result.GetValue(_memory),
            Throttle = result.GetValue(_throttle),
            Extra = result.GetValue(_sbatch) ?? [],
        });
}
