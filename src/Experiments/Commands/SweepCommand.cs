using System.CommandLine;
using Microsoft.Data.Analysis;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Sweeps;

namespace VanishingGradients.Experiments.Commands;

/// <summary>The command <c>sweep</c>.</summary>
internal static class SweepCommand
{
    private const string Local = "local";
    private const string Slurm = "slurm";

    internal static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder of the sweep." };
        var configurations = new Option<FileInfo[]>("--configurations")
        {
            Description = "Creates the sweep first, from these run descriptions (config.json); a file's name names its configuration.",
            AllowMultipleArgumentsPerToken = true,
        };
        var seeds = new Option<long[]>("--seeds") { Description = "Seeds that each configuration is run with.", AllowMultipleArgumentsPerToken = true };
        var launcher = new Option<string>("--launcher") { Description = "Where runs are executed.", DefaultValueFactory = _ => Local };
        launcher.AcceptOnlyFromAmong(Local, Slurm);
        var cores = new Option<int?>("--cores") { Description = "local: cores to use. Default: all physical cores." };
        var threads = new Option<int>("--threads") { Description = "Threads (slurm: CPUs) of each run.", DefaultValueFactory = _ => 1 };
        var partition = new Option<string?>("--partition") { Description = "slurm: partition." };
        var minutes = new Option<int?>("--minutes") { Description = "slurm: time limit of each run; longer ones go on from their checkpoint." };
        var memory = new Option<int?>("--memory") { Description = "slurm: MiB of each run." };
        var throttle = new Option<int?>("--throttle") { Description = "slurm: most runs at a time." };
        var sbatch = new Option<string[]>("--sbatch") { Description = "slurm: one more option of sbatch; may be given several times." };
        var detach = new Option<bool>("--detach") { Description = "slurm: submit and return; the same command without it waits." };
        var command = new Command("sweep", "Execute the open runs of a sweep. Ctrl-C and SIGTERM stop them with a checkpoint.")
        {
            folder, configurations, seeds, launcher, cores, threads, partition, minutes, memory, throttle, sbatch, detach,
        };
        command.SetAction((result, _) => ExecuteAsync(
            () => result.GetValue(configurations) is { Length: > 0 } files
                ? Sweep.Create(
                    result.GetRequiredValue(folder),
                    files.ToDictionary(file => Path.GetFileNameWithoutExtension(file.Name), file => RunDescription.Load(file.FullName)),
                    result.GetValue(seeds) ?? [])
                : Sweep.Open(result.GetRequiredValue(folder)),
            () => result.GetValue(launcher) == Local
                ? new LocalLauncher(result.GetValue(cores), result.GetValue(threads))
                : new SlurmLauncher(new SlurmOptions
                {
                    Partition = result.GetValue(partition),
                    TimeLimit = result.GetValue(minutes) is { } limit ? TimeSpan.FromMinutes(limit) : null,
                    Cpus = result.GetValue(threads),
                    MemoryMiB = result.GetValue(memory),
                    Throttle = result.GetValue(throttle),
                    Extra = result.GetValue(sbatch) ?? [],
                }),
            result.GetValue(detach)));
        return command;
    }

    private static async Task<int> ExecuteAsync(Func<Sweep> open, Func<ILauncher> create, bool detach)
    {
        using var interrupt = new Interrupt();
        try
        {
            var (sweep, launcher) = (open(), create());
            if (detach && launcher is SlurmLauncher slurm)
            {
                Console.WriteLine(await slurm.SubmitAsync(sweep) is { } job ? $"job {job}" : "every run has its results");
                return 0;
            }

            SweepReport report;
            using (var line = new SweepLine(rewritten: !Console.IsErrorRedirected, Console.Error))
                report = await launcher.LaunchAsync(sweep, line, interrupt.Token);
            DataFrame.SaveCsv(SweepResults.Load(sweep.Folder).Table, Path.Combine(sweep.Folder, "results.csv"));
            Console.WriteLine(report);
            return report.IsComplete ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("cancelled; the same command continues");
            return CommandLine.Cancelled;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync($"failed: {error.Message}");
            return 1;
        }
    }
}
