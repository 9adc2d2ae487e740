using System.Diagnostics;
using System.Globalization;

namespace VanishingGradients.Benchmarks.Workloads;

/// <summary>One kind of work in a process of its own: prints the units it did and what memory it took, one "name value" line per figure,
/// as the PyTorch programs do.</summary>
internal static class Workload
{
    // Share of the time that runs before the clock starts, until everything is compiled.
    private const double WarmUp = 0.25;

    private static readonly Dictionary<string, Func<string[], Work>> Prepare = new()
    {
        ["controlled_mnist"] = arguments => Of(FinetuningWork.Mnist(arguments)),
        ["resnet18_step"] = arguments => Of(FinetuningWork.ResNet18(arguments)),
        ["bert_mini_step"] = arguments => Of(FinetuningWork.BertMini(arguments)),
        ["mlp_step"] = arguments => Of(FinetuningWork.Mlp(arguments)),
        ["gpt2_generation"] = LanguageWork.Generation,
        ["gpt2_step"] = LanguageWork.Training,
        ["gpt2_ppo"] = LanguageWork.Ppo,
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

    private static Work Of(FinetuningWork work) => new(() => work.Step());

    private static void Measure(Work work, double seconds)
    {
        Repeat(work.Step, WarmUp * seconds);
        var before = Environment.WorkingSet;
        var (count, cpu, wall) = Repeat(work.Step, seconds);
        Report("per_cpu_second", work.Units * count / cpu);
        Report("per_second", work.Units * count / wall);
        using var process = Process.GetCurrentProcess();
        Report("peak_mb", process.PeakWorkingSet64 / 1048576.0);
        Report("growth_mb", (process.WorkingSet64 - before) / 1048576.0);
    }

    private static (int Count, double Cpu, double Wall) Repeat(Action step, double seconds)
    {
        var (count, start, cpu) = (0, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        TimeSpan used;
        do
        {
            step();
            count++;
            used = Environment.CpuUsage.TotalTime - cpu;
        }
        while (used.TotalSeconds < seconds);

        return (count, used.TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static void Report(string name, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:G6}"));
}
