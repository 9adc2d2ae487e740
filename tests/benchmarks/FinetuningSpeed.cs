using System.Diagnostics;
using VanishingGradients.Finetuning;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;

namespace VanishingGradients.Benchmarks;

/// <summary>What the group metrics cost: finetuning steps with them against plain steps of the same policy.</summary>
internal static class FinetuningSpeed
{
    internal static int Run(string[] arguments)
    {
        var epochs = arguments.Length > 0 ? int.Parse(arguments[0]) : 100;
        using var task = MadeUpMnist.Task();
        using var policy = MadeUpMnist.Policy();
        using var withGroups = task.ForFinetuning(LabelReward.PlusMinusOne(task));
        using var plain = task.ForPretraining();
        var rates = new List<(double Groups, double Plain)>();
        for (var repeat = 0; repeat < 5; repeat++)
        {
            rates.Add((Rate(withGroups), Rate(plain)));
            Console.WriteLine($"with group metrics {rates[^1].Groups,6:F1}   plain {rates[^1].Plain,6:F1} steps per CPU second   ratio {rates[^1].Groups / rates[^1].Plain:F2}");
        }

        Console.WriteLine($"median ratio {rates.Select(rate => rate.Groups / rate.Plain).Order().ElementAt(2):F2}");
        return 0;

        double Rate(Data.EnumerableInputs inputs)
        {
            using var trainer = new Trainer(policy, inputs, new ExpectedReward(), new TrainerOptions { Epochs = epochs }, new RandomStreams(1));
            using var process = Process.GetCurrentProcess();
            var start = process.TotalProcessorTime;
            trainer.Run();
            process.Refresh();
            return 2 * epochs / (process.TotalProcessorTime - start).TotalSeconds;
        }
    }
}
