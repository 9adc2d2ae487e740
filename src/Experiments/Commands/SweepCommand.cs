using System.CommandLine;
using Microsoft.Data.Analysis;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Sweeps;

namespace VanishingGradients.Experiments.Commands;

/// <summary>The command <c>sweep</c>.</summary>
internal static class SweepCommand
{
    internal const string Merge = "--merge";

    internal static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder of the sweep." };
        var configurations = new Option<FileInfo[]>("--configurations")
        {
            Description = "Creates the sweep first, from these run descriptions (config.json); a file's name names its configuration.",
            AllowMultipleArgumentsPerToken = true,
        };
        var seeds = new Option<long[]>("--seeds") { Description = "Seeds that each configuration is run with.", AllowMultipleArgumentsPerToken = true };
        var detach = new Option<bool>("--detach")
        {
            Description = "slurm: submit, with a job that writes results.csv after the runs, and return; the same command without it waits.",
        };
        var merge = new Option<bool>(Merge) { Description = "Launch nothing: write results.csv from the results that are there." };
        var command = new Command("sweep", "Execute the open runs of a sweep. Ctrl-C and SIGTERM stop them with a checkpoint.")
        {
            folder, configurations, seeds, detach, merge,
        };
        var launcher = new LauncherOptions(command);
        command.SetAction((result, _) => ExecuteAsync(
            () => Open(result.GetRequiredValue(folder), result.GetValue(configurations) ?? [], result.GetValue(seeds) ?? []),
            () => result.GetValue(merge) ? null : launcher.Create(result),
            result.GetValue(detach)));
        return command;
    }

    /// <summary>Opens a sweep, or creates it where configurations are given.</summary>
    /// <exception cref="SweepException">Two files name the same configuration, or there are configurations without seeds.</exception>
    internal static Sweep Open(string folder, IReadOnlyList<FileInfo> configurations, IReadOnlyList<long> seeds)
    {
        if (configurations.Count == 0)
            return Sweep.Open(folder);
        if (seeds.Count == 0)
            throw new SweepException("--configurations needs --seeds: give the seeds that each configuration is run with, for example --seeds 1 2 3.");
        var named = configurations.ToLookup(file => Path.GetFileNameWithoutExtension(file.Name));
        if (named.FirstOrDefault(files => files.Count() > 1) is { } twice)
            throw new SweepException($"{string.Join(" and ", twice)} would both be configuration '{twice.Key}'. Give the files names that differ.");
        return Sweep.Create(folder, named.ToDictionary(files => files.Key, files => RunDescription.Load(files.Single().FullName)), seeds);
    }

    private static async Task<int> ExecuteAsync(Func<Sweep> open, Func<ILauncher?> create, bool detach)
    {
        var interrupt = Interrupt.FromTerminal();
        try
        {
            var (sweep, launcher) = (open(), create());
            if (detach && launcher is SlurmLauncher slurm)
            {
                Console.WriteLine(await slurm.SubmitAsync(sweep) is { } job ? $"job {job}" : "every run has its results");
                return 0;
            }

            var report = launcher is null ? null : await LaunchAsync(sweep, launcher, interrupt.Token);
            var results = Path.Combine(sweep.Folder, "results.csv");
            DataFrame.SaveCsv(SweepResults.Load(sweep.Folder).Table, results);
            Console.WriteLine(report?.ToString() ?? results);
            return report is null or { IsComplete: true } ? 0 : 1;
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

    private static async Task<SweepReport> LaunchAsync(Sweep sweep, ILauncher launcher, CancellationToken cancellation)
    {
        using var line = SweepLine.OfErrors();
        return await launcher.LaunchAsync(sweep, line, cancellation);
    }
}
