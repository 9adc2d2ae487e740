using System.Globalization;
using VanishingGradients.Benchmarks.Workloads;

namespace VanishingGradients.Benchmarks;

/// <summary>The kit against plain PyTorch on the same work: pairs of runs one after the other, so that a busy machine slows both.</summary>
internal static class PyTorchComparison
{
    // Each side is a program of its own with the same name: python/<name>.py there, Workloads/Workload.cs here.
    private static readonly Comparison[] Comparisons =
    [
        new("MNIST MLP, group metrics", "controlled_mnist", ["groups"], ["groups"]),
        new("MNIST MLP, group metrics, leanest PyTorch", "controlled_mnist", ["lean"], ["groups"]),
        new("MNIST MLP, plain step", "controlled_mnist", ["plain"], ["plain"]),
        new("ResNet18, batch 128, plain step", "resnet18_step", ["plain", "float32", "128"], ["plain", "float32", "128"]),
        new("ResNet18, batch 512, plain step", "resnet18_step", ["plain", "float32", "512"], ["plain", "float32", "512"]),
        new("ResNet18, batch 128, group metrics", "resnet18_step", ["groups", "float32", "128"], ["groups", "float32", "128"]),
        new("ResNet18, batch 128, bfloat16", "resnet18_step", ["plain", "autocast", "128"], ["plain", "bfloat16", "128"]),
        new("BERT-mini, 64 x 32 tokens, plain step", "bert_mini_step", ["plain", "float32", "64", "32"], ["plain", "float32", "64", "32"]),
        new("BERT-mini, 64 x 64 tokens, plain step", "bert_mini_step", ["plain", "float32", "64", "64"], ["plain", "float32", "64", "64"]),
        new("BERT-mini, 64 x 32 tokens, group metrics", "bert_mini_step", ["groups", "float32", "64", "32"], ["groups", "float32", "64", "32"]),
        new("BERT-mini, 64 x 32 tokens, bfloat16", "bert_mini_step", ["plain", "autocast", "64", "32"], ["plain", "bfloat16", "64", "32"]),
        Same("GPT-2, sampling 64 after 32, batch 1", "gpt2_generation", "gpt2", "1", "32", "64", "0"),
        Same("GPT-2, sampling 64 after 32, batch 16", "gpt2_generation", "gpt2", "16", "32", "64", "0"),
        Same("GPT-2, sampling, top-k 50, batch 16", "gpt2_generation", "gpt2", "16", "32", "64", "50"),
        Same("GPT-2 4 x 128, sampling, batch 1", "gpt2_generation", "small", "1", "32", "64", "0"),
        Same("GPT-2 4 x 128, sampling, batch 16", "gpt2_generation", "small", "16", "32", "64", "0"),
        Same("GPT-2, training step, 2 x 64 tokens", "gpt2_step", "gpt2", "2", "64"),
        Same("GPT-2 4 x 128, training step, 16 x 64 tokens", "gpt2_step", "small", "16", "64"),
        Same("GPT-2 4 x 128, PPO iteration, 16 completions", "gpt2_ppo", "small", "16", "16", "24", "4", "128"),
    ];

    internal static int Run(string[] arguments)
    {
        var pairs = Math.Max(3, arguments.Length > 0 ? int.Parse(arguments[0]) : 3);
        var chosen = arguments.Length > 1 ? arguments[1] : "";
        var pytorch = PyTorch.Find(arguments.Length > 2 ? [arguments[2]] : ["python3", "/usr/bin/python3"], out var why);
        if (pytorch is null)
        {
            Console.WriteLine("skipped: no python3 with torch (Debian: python3-torch and libopenblas0-openmp)");
            Console.WriteLine(why);
            return 0;
        }

        var versions = pytorch.Versions;
        Console.WriteLine(
            $"against Python {versions["python"]}, torch {versions["torch"]} ({versions["kernels"]} kernels, oneDNN {versions["onednn"]}), " +
            $"BLAS {versions["blas"]}; 1 thread on both sides, {pairs} pairs");
        Console.WriteLine($"{"work",-44} {"kit",9} {"PyTorch",9} {"ratio",6} {"range",13} {"kit MB",7} {"PyTorch MB",11}");
        foreach (var comparison in Comparisons.Where(comparison => comparison.Work.Contains(chosen, StringComparison.OrdinalIgnoreCase)))
        {
            Print(comparison, pytorch, pairs);
        }

        Console.WriteLine("kit, PyTorch: median of units (steps; tokens of GPT-2) per CPU second; ratio: median of the pairs' quotients kit / PyTorch; MB: peak memory");
        return 0;
    }

    private static void Print(Comparison comparison, PyTorch pytorch, int pairs)
    {
        const string seconds = "4";
        var runs = Enumerable.Range(0, pairs).Select(_ => (
            Kit: Figures.OfKit(1, [comparison.Program, .. comparison.Kit, seconds]),
            PyTorch: pytorch.Run(1, comparison.Program, [.. comparison.PyTorch, seconds]))).ToArray();
        double[] ratios = [.. runs.Select(run => Rate(run.Kit) / Rate(run.PyTorch))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{comparison.Work,-44} {Median(runs.Select(run => Rate(run.Kit))),9:G4} {Median(runs.Select(run => Rate(run.PyTorch))),9:G4} " +
            $"{Median(ratios),6:F2} {$"{ratios.Min():F2}..{ratios.Max():F2}",13} " +
            $"{Median(runs.Select(run => run.Kit.Number("peak_mb"))),7:F0} {Median(runs.Select(run => run.PyTorch.Number("peak_mb"))),11:F0}"));
    }

    private static Comparison Same(string work, string program, params string[] arguments) => new(work, program, arguments, arguments);

    private static double Rate(Figures figures) => figures.Number("per_cpu_second");

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>One row: the same work on both sides, and what tells each program which.</summary>
    private sealed record Comparison(string Work, string Program, string[] PyTorch, string[] Kit);
}
