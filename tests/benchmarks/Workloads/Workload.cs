using System.Diagnostics;
using System.Globalization;

namespace VanishingGradients.Benchmarks.Workloads;

/// <summary>One kind of work in a process of its own: prints how often it ran and what memory it took, one "name value" line per figure,
/// as the PyTorch programs do.</summary>
internal static class Workload
{
    private const int WarmUp = 3;

    private static readonly Dictionary<string, Func<string[], Action>> Prepare = new()
    {
        ["controlled_mnist"] = FinetuningWork.Mnist,
        ["resnet18_step"] = FinetuningWork.ResNet18,
        ["bert_mini_step"] = FinetuningWork.BertMini,
        ["mlp_step"] = FinetuningWork.Mlp,
    };

    internal static int Run(string[] arguments)
    {
        if (arguments.Length < 2 || !Prepare.TryGetValue(arguments[0], out var prepare))
        {
            Console.Error.WriteLine($"workload <{string.Join("|", Prepare.Keys)}> [arguments] <CPU seconds>");
            return 2;
        }

        var work = prepare(arguments[1..^1]);
        Measure(work, double.Parse(arguments[^1], CultureInfo.InvariantCulture));
        return 0;
    }

    private static void Measure(Action work, double seconds)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            work();
        }

        using var process = Process.GetCurrentProcess();
        var (start, cpu, memory, count) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime, process.WorkingSet64, 0);
        double used;
        do
        {
            work();
            count++;
            process.Refresh();
            used = (process.TotalProcessorTime - cpu).TotalSeconds;
        }
        while (used < seconds);

        Report("per_cpu_second", count / used);
        Report("per_second", count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        Report("peak_mb", process.PeakWorkingSet64 / 1048576.0);
        Report("growth_mb", (process.WorkingSet64 - memory) / 1048576.0);
    }

    private static void Report(string name, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:G6}"));
}
