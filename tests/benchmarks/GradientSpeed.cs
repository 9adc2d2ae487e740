using System.Diagnostics;
using VanishingGradients.Analysis.Gradients;
using VanishingGradients.Data;
using VanishingGradients.Models;

namespace VanishingGradients.Benchmarks;

/// <summary>Gradient norms of all objectives and γ for every input: from Gram matrices of the logits, against loops of backward passes.</summary>
internal static class GradientSpeed
{
    private const int Compared = 1000;
    private static readonly int[] Sizes = [1000, 10_000, 50_000];

    internal static int Run(string[] arguments)
    {
        using var policy = MadeUpMnist.Policy();
        using (var inputs = MadeUpMnist.Enumerable(Compared))
        {
            Compare(policy, inputs);
        }

        LargePolicies.Run();
        using var most = MadeUpMnist.Enumerable(Sizes[^1]);
        Console.WriteLine();
        Console.WriteLine($"{"inputs",8} {"ms per input",14} {"peak memory, MB",17}   (the inputs of all sizes, {most.Inputs.numel() * 4 / 1048576.0:F0} MB, are there from the start)");
        foreach (var size in Sizes)
        {
            using var some = MadeUpMnist.First(most, size);
            var (seconds, _) = Time(() => InputGradients.Of(policy, some).Sum(input => input.ExpectedReward));
            using var process = Process.GetCurrentProcess();
            Console.WriteLine($"{size,8:N0} {1000 * seconds / size,14:F4} {process.PeakWorkingSet64 / 1048576.0,17:F0}");
        }

        return 0;
    }

    private static void Compare(Mlp policy, EnumerableInputs inputs)
    {
        // Once without the clock, so that compilation and the first allocations are not counted.
        using (var few = MadeUpMnist.First(inputs, 300))
        {
            InputGradients.Of(policy, few).Count();
            GradientLoops.ByObjective(policy, few);
            GradientLoops.ByLogit(policy, few);
        }

        var (fast, grams) = Median(() => InputGradients.Of(policy, inputs).ToArray());
        var (byObjective, objectives) = Median(() => GradientLoops.ByObjective(policy, inputs));
        var (byLogit, logits) = Median(() => GradientLoops.ByLogit(policy, inputs));

        double[][] fromGrams = [.. grams.Select(gram => new[] { gram.ExpectedReward, gram.Supervised, gram.Surrogate, gram.Entropy, gram.JacobianNorm })];
        Console.WriteLine($"{"1,000 inputs, median of three",-52} {"seconds",8} {"ratio",7} {"largest relative difference",28}");
        Console.WriteLine($"{"Gram matrices, 4 objectives and γ",-52} {fast,8:F3}");
        Console.WriteLine($"{"loop, 1 forward and 4 backward passes, without γ",-52} {byObjective,8:F3} {byObjective / fast,7:F1} {Difference(fromGrams, objectives),28:E1}");
        Console.WriteLine($"{"loop, 1 forward and 10 backward passes, with γ",-52} {byLogit,8:F3} {byLogit / fast,7:F1} {Difference(fromGrams, logits),28:E1}");
        Console.WriteLine($"against the faster loop: {Math.Min(byObjective, byLogit) / fast:F1} (goal: at least 20)");
    }

    private static double Difference(double[][] left, double[][] right) =>
        left.Zip(right, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y) / Math.Max(x, y)).Max()).Max();

    private static (double Seconds, T Result) Median<T>(Func<T> work)
    {
        var repeats = Enumerable.Range(0, 3).Select(_ => Time(work)).OrderBy(repeat => repeat.Seconds).ToArray();
        return repeats[1];
    }

    private static (double Seconds, T Result) Time<T>(Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = work();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, result);
    }
}
