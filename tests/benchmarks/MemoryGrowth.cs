using System.Diagnostics;
using VanishingGradients.Finetuning;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;

namespace VanishingGradients.Benchmarks;

/// <summary>Resident memory over many steps: a wrapper that escapes its scope costs megabytes per thousand steps.</summary>
internal static class MemoryGrowth
{
    private const int WarmUp = 500;

    internal static int Run(string[] arguments)
    {
        var steps = arguments.Length > 0 ? int.Parse(arguments[0]) : 20_000;
        var limit = arguments.Length > 1 ? double.Parse(arguments[1]) : 100;
        using var task = MadeUpMnist.Task();
        using var inputs = task.ForFinetuning(LabelReward.PlusMinusOne(task));
        using var policy = MadeUpMnist.Policy();
        using var trainer = new Trainer(policy, inputs, new ExpectedReward(), new TrainerOptions(), new RandomStreams(1));
        long[][] batches = [.. Enumerable.Range(0, 1000).Select(i => (long)i).Chunk(512)];

        var start = 0.0;
        for (var step = 1; step <= WarmUp + steps; step++)
        {
            trainer.Step(batches[step % batches.Length]).Dispose();
            if (step == WarmUp)
            {
                start = Megabytes();
            }

            if (step % 1000 == 0)
            {
                Console.WriteLine($"step {step,6}: {Megabytes():F0} MB");
            }
        }

        var growth = Megabytes() - start;
        Console.WriteLine($"grew by {growth:F1} MB over {steps} steps (limit {limit} MB)");
        return growth < limit ? 0 : 1;
    }

    private static double Megabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1048576.0;
    }
}
