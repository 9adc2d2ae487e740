using System.Diagnostics;
using TorchSharp;
using VanishingGradients.Benchmarks.Workloads;

namespace VanishingGradients.Benchmarks;

/// <summary>What bfloat16 parameters cost in accuracy and save in time: the same run in float32 and in bfloat16.</summary>
internal static class Precision
{
    private static readonly torch.ScalarType[] Types = [torch.ScalarType.Float32, torch.ScalarType.BFloat16];

    internal static int Run(string[] arguments)
    {
        var steps = arguments.Length > 0 ? int.Parse(arguments[0]) : 40;
        Console.WriteLine($"{"policy",-22} {"step",5} {"reward, float32",16} {"bfloat16",10} {"difference",11}");
        Compare("ResNet18, batch 64", steps, type => FinetuningWork.ResNet18(["plain", $"{type}", "64"]));
        Compare("BERT-mini, 64 x 32", steps, type => FinetuningWork.BertMini(["plain", $"{type}", "64", "32"]));
        return 0;
    }

    private static void Compare(string policy, int steps, Func<torch.ScalarType, FinetuningWork> work)
    {
        var runs = Types.Select(type => Train(work(type), steps)).ToArray();
        for (var step = 0; step < steps; step = Math.Max(1, 2 * step))
        {
            Print(step);
        }

        Print(steps - 1);
        Console.WriteLine($"{policy,-22} CPU seconds a step: float32 {runs[0].Seconds:F3}, bfloat16 {runs[1].Seconds:F3}");

        void Print(int step) => Console.WriteLine(
            $"{policy,-22} {step,5} {runs[0].Rewards[step],16:F5} {runs[1].Rewards[step],10:F5} {runs[1].Rewards[step] - runs[0].Rewards[step],11:F5}");
    }

    private static (double[] Rewards, double Seconds) Train(FinetuningWork work, int steps)
    {
        using var process = Process.GetCurrentProcess();
        var start = process.TotalProcessorTime;
        double[] rewards = [.. Enumerable.Range(0, steps).Select(_ => work.Step())];
        process.Refresh();
        return (rewards, (process.TotalProcessorTime - start).TotalSeconds / steps);
    }
}
