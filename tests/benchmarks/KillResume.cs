using System.Diagnostics;
using VanishingGradients.Data;
using VanishingGradients.Experiments;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;

namespace VanishingGradients.Benchmarks;

/// <summary>A run whose process is killed (SIGKILL) at random moments and started again, against one that never stopped.</summary>
internal static class KillResume
{
    internal static int Run(string[] arguments)
    {
        var kills = arguments.Length > 0 ? int.Parse(arguments[0]) : 20;
        var root = Directory.CreateTempSubdirectory("vg-kill-").FullName;
        try
        {
            var training = new TrainerOptions { Epochs = 40 * kills, BatchSize = 64, Optimizer = new AdamOptions(1e-3) };
            var options = new RunOptions
            {
                Environment = ControlledEnvironments.Digits,
                Setting = new ControlledOptions
                {
                    Task = new ControlledTaskOptions { TrainInputs = 200, TestInputs = 100 },
                    Policy = new MlpOptions([32]),
                    Pretraining = training with { LogEvery = 10 },
                },
                Stages =
                [
                    new() { Name = "sft", Method = new ObjectiveMethod { Objective = new Supervised(), Training = training } },
                    new() { Name = "rft", Method = new ObjectiveMethod { Objective = new PpoSurrogate(), Training = training } },
                ],
            };
            var (whole, killed) = (RunFolder.Create(options, Path.Combine(root, "whole")), RunFolder.Create(options, Path.Combine(root, "killed")));
            using (var process = Start(whole))
            {
                process.WaitForExit();
            }

            var random = new Random();
            for (var kill = 1; kill <= kills; kill++)
            {
                KillAfter(killed, kill, random.Next(100, 1500));
            }

            using (var process = Start(killed))
            {
                process.WaitForExit();
                Console.WriteLine($"last start: exit code {process.ExitCode}, {killed.Environments.Count} starts in all");
            }

            return Report(whole, killed);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void KillAfter(RunFolder folder, int kill, int milliseconds)
    {
        var checkpoint = Path.Combine(folder.Path, "checkpoint.safetensors");
        DateTime Written() => File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : default;
        var before = Written();
        using var process = Start(folder);
        // Most of the first second is the start of the runtime; a moment before the first checkpoint counts too, now and then.
        for (var clock = Stopwatch.StartNew(); kill % 5 != 0 && Written() == before && !process.HasExited && clock.Elapsed.TotalSeconds < 60;)
        {
            Thread.Sleep(1);
        }

        Thread.Sleep(milliseconds);
        var finished = process.HasExited;
        process.Kill();
        process.WaitForExit();
        var halfWritten = Directory.GetFiles(folder.Path, "*.tmp").Length;
        var rows = string.Join(", ", Directory.GetFiles(folder.Path, "*.metrics").Order().Select(Rows));
        Console.WriteLine($"kill {kill,2}{(finished ? " (had finished)" : "")}: {rows}{(halfWritten > 0 ? $", {halfWritten} half-written file(s) left" : "")}");

        string Rows(string path)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            try
            {
                return $"{name} {folder.Metrics(name).Count} rows";
            }
            catch (RunFileException)
            {
                return $"{name} with a torn tail";
            }
        }
    }

    private static int Report(RunFolder whole, RunFolder killed)
    {
        var same = File.ReadAllBytes(whole.PolicyFile).SequenceEqual(File.ReadAllBytes(killed.PolicyFile));
        Console.WriteLine($"final parameters: {(same ? "the same bits" : "DIFFERENT")}");
        foreach (var stage in whole.Result!.Stages)
        {
            var (one, other) = (whole.Metrics(stage.Name), killed.Metrics(stage.Name));
            var equal = one.Names.All(name => one[name].SequenceEqual(other[name]));
            Console.WriteLine($"{stage.Name}: {one.Count} rows, {(equal ? "the same bits" : "DIFFERENT")}");
            same &= equal;
        }

        return same ? 0 : 1;
    }

    // artifacts/bin/VanishingGradients.Benchmarks/release
    private static Process Start(RunFolder folder)
    {
        var kit = Path.Combine(new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.FullName, "kit", "VanishingGradients.Kernel.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [kit, "run", folder.Path, "--checkpoint-epochs", "1"]))!;
    }
}
