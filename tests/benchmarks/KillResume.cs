using System.Diagnostics;
using VanishingGradients.Data;
using VanishingGradients.Experiments;
using VanishingGradients.Experiments.Language;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Finetuning.PolicyGradient;
using VanishingGradients.Models;

namespace VanishingGradients.Benchmarks;

/// <summary>A run whose process is killed (SIGKILL) at random moments and started again, against one that never stopped.</summary>
internal static class KillResume
{
    private static readonly Dictionary<string, Func<int, RunDescription>> Kinds = new()
    {
        ["mlp"] = Mlp,
        ["actor-critic"] = ActorCritic,
        ["resnet"] = ResNet,
        ["language"] = Language,
    };

    internal static int Run(string[] arguments)
    {
        var kills = arguments.Length > 0 ? int.Parse(arguments[0]) : 20;
        var options = Kinds[arguments.Length > 1 ? arguments[1] : "mlp"](kills);
        var root = Directory.CreateTempSubdirectory("vg-kill-").FullName;
        try
        {
            var (whole, killed) = (RunFolder.Create(options, Path.Combine(root, "whole")), RunFolder.Create(options, Path.Combine(root, "killed")));
            using (var process = Start(whole))
            {
                process.WaitForExit();
            }

            var (random, rows) = (new Random(), Rows(whole));
            for (var kill = 1; kill <= kills; kill++)
            {
                // Spread over the whole run, however fast the machine; now and then before there is anything new.
                KillAfter(killed, kill, kill % 5 == 0 ? 0 : rows * kill / (kills + 1), random.Next(100, 1500));
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

    private static RunOptions Mlp(int kills)
    {
        var training = new TrainerOptions { Epochs = 40 * kills, BatchSize = 64, Optimizer = new AdamOptions(1e-3) };
        return Controlled(
            new MlpOptions([32]), 200, training with { LogEvery = 10 },
            ("sft", new ObjectiveMethod { Objective = new Supervised(), Training = training }),
            ("rft", new ObjectiveMethod { Objective = new PpoSurrogate(), Training = training }));
    }

    private static RunOptions ActorCritic(int kills) => Controlled(
        new MlpOptions([32]), 200, new TrainerOptions { Epochs = 50, LogEvery = 10 },
        ("rft", new PolicyGradientMethod
        {
            Training = PolicyGradientOptions.Ppo with
            {
                Iterations = 60 * kills,
                InputsPerRollout = 128,
                Kl = new KlPenaltyOptions { Coefficient = 0.1, Controller = new ProportionalKl(0.05) },
            },
        }));

    // Batch normalisation has running statistics to keep. The pictures must be colour ones: the data set is fetched unless VG_DATA holds it.
    private static RunOptions ResNet(int kills)
    {
        var training = new TrainerOptions { Epochs = 2 * kills, BatchSize = 16, Optimizer = new AdamOptions(1e-3) };
        return Controlled(
            new ResNet18Options(), 32, training, ("rft", new ObjectiveMethod { Objective = new Reinforce(), Training = training })) with
        {
            Environment = ControlledEnvironments.Cifar10,
        };
    }

    private static RunOptions Controlled(PolicyOptions policy, int inputs, TrainerOptions pretraining, params (string Name, StageMethod Method)[] stages) => new()
    {
        Environment = ControlledEnvironments.Digits,
        Setting = new ControlledOptions
        {
            Task = new ControlledTaskOptions { TrainInputs = inputs, TestInputs = inputs / 2 },
            Policy = policy,
            Pretraining = pretraining,
        },
        Stages = [.. stages.Select(stage => new StageOptions { Name = stage.Name, Method = stage.Method })],
    };

    // Everything that a checkpoint of a language model keeps: value network, reference, action mask, KL coefficient.
    private static LanguageRunOptions Language(int kills)
    {
        var ppo = LaptopGpt.Ppo(Scale.Course);
        return new LanguageRunOptions
        {
            Task = new SmallLanguageTaskOptions { Animals = 8, PretrainingTexts = 1024 },
            Pretraining = LaptopGpt.Pretraining with { Epochs = 2 * kills },
            Stages =
            [
                new()
                {
                    Name = "sft",
                    Method = new SupervisedLanguageMethod { Training = LaptopGpt.Supervised with { Epochs = 8 * kills, StepShare = 0.8, InputShare = 0.8, LogEvery = 5 } },
                },
                new()
                {
                    Name = "rft",
                    Method = new ReinforcementLanguageMethod
                    {
                        Training = ppo with
                        {
                            Method = ppo.Method with { Iterations = 3 * kills, InputsPerRollout = 48, SamplesPerInput = 2, EpochsPerRollout = 2, LogEvery = 1 },
                            Nlpo = new NlpoOptions { MinTokensToKeep = 10, RefreshEvery = 4 },
                            Probe = ppo.Probe! with { Prompts = 8 },
                        },
                    },
                },
            ],
        };
    }

    /// <summary>Kills the run a moment after it has some rows of metrics, or has exited.</summary>
    private static void KillAfter(RunFolder folder, int kill, int rowsToSee, int milliseconds)
    {
        using var process = Start(folder);
        while (Rows(folder) < rowsToSee && !process.HasExited)
        {
            Thread.Sleep(5);
        }

        Thread.Sleep(milliseconds);
        var finished = process.HasExited;
        process.Kill();
        process.WaitForExit();
        var halfWritten = Directory.GetFiles(folder.Path, "*.tmp").Length;
        var rows = string.Join(", ", Stages(folder).Select(stage => $"{stage} {RowsOf(folder, stage)?.ToString() ?? "with a torn tail"}"));
        Console.WriteLine($"kill {kill,2}{(finished ? " (had finished)" : "")}: rows of {rows}{(halfWritten > 0 ? $", {halfWritten} half-written file(s) left" : "")}");
    }

    private static int Rows(RunFolder folder) => Stages(folder).Sum(stage => RowsOf(folder, stage) ?? 0);

    private static IEnumerable<string> Stages(RunFolder folder) =>
        new[] { StageOptions.Pretraining }.Concat(folder.Options.StageNames).Where(stage => File.Exists(Path.Combine(folder.Path, $"{stage}.metrics")));

    private static int? RowsOf(RunFolder folder, string stage)
    {
        try
        {
            return folder.Metrics(stage).Count;
        }
        catch (RunFileException)
        {
            return null;
        }
    }

    private static int Report(RunFolder whole, RunFolder killed)
    {
        var same = File.ReadAllBytes(whole.PolicyFile).SequenceEqual(File.ReadAllBytes(killed.PolicyFile));
        Console.WriteLine($"final parameters: {(same ? "the same bits" : "DIFFERENT")}");
        foreach (var stage in whole.Result!.Stages)
        {
            var (one, other) = (whole.Metrics(stage.Name), killed.Metrics(stage.Name));
            var equal = one.Names.Except(LanguageActorCritic.Speeds).All(name => one[name].SequenceEqual(other[name]));
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
