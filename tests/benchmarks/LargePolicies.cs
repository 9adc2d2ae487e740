using System.Diagnostics;
using VanishingGradients.Analysis.Gradients;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Benchmarks;

/// <summary>Per-input gradient norms of ResNet18 and BERT-mini, all objectives and γ at once, against one backward pass per input and
/// objective.</summary>
internal static class LargePolicies
{
    private const int Compared = 32;
    private const int Objectives = 4;
    private static readonly RandomStreams Streams = new(1);

    internal static void Run()
    {
        using var generator = Streams.Open(RandomStreams.Initialisation);
        using var pictures = randn(Compared, 3, 32, 32, generator: generator);
        using var tokens = stack([randint(5, 30_000, [Compared, 32], ScalarType.Int64), ones(Compared, 32, ScalarType.Int64), zeros(Compared, 32, ScalarType.Int64)], 1);
        using var resNet = new ResNet18(10, generator);
        using var bert = new Bert(BertOptions.Mini, generator);
        Console.WriteLine();
        Console.WriteLine($"{Compared + " inputs, median of three",-36} {"seconds",8} {"loop",8} {"ratio",7} {"goal",6} {"largest relative difference",28}");
        Compare("ResNet18, evaluation mode", resNet, pictures, 10, goal: 6);
        Compare("BERT-mini, 32 tokens", bert, tokens, 6, goal: 3);
    }

    private static void Compare(string name, Policy policy, Tensor inputs, int outputs, int goal)
    {
        var (rewards, targets) = (new double[Compared, outputs], new double[Compared, outputs]);
        for (var i = 0; i < Compared; i++)
        {
            (rewards[i, (i + 1) % outputs], targets[i, i % outputs]) = (1, 1);
        }

        using var data = new EnumerableInputs(inputs.alias(), rewards, targets);
        var few = data.Inputs.narrow(0, 0, 2);
        LogitGram.Of(policy, few).Count();
        Loop(policy, few, data);

        var (fast, norms) = Median(() => InputGradients.Of(policy, data).Select(input => input.ExpectedReward).ToArray());
        var (loop, expected) = Median(() => Loop(policy, data.Inputs, data));
        var difference = norms.Zip(expected, (a, b) => Math.Abs(a - b) / Math.Max(a, b)).Max();
        Console.WriteLine($"{name,-36} {fast,8:F2} {loop,8:F2} {loop / fast,7:F1} {goal,6} {difference,28:E1}");
    }

    /// <summary>Norms for expected reward; the supervised loss, the surrogate and the entropy cost a backward pass each as well.</summary>
    private static double[] Loop(Policy policy, Tensor inputs, EnumerableInputs data)
    {
        policy.eval();
        var parameters = policy.Parameters;
        return [.. Enumerable.Range(0, (int)inputs.shape[0]).Select(i =>
        {
            using var scope = NewDisposeScope();
            var logP = policy.LogProbabilities(inputs.narrow(0, i, 1));
            var (p, rewards) = (logP.exp(), data.Rewards[i]);
            Tensor[] objectives = [(p * rewards).sum(), -(data.Targets[i] * logP).sum(), ((logP - logP.detach()).exp() * p.detach() * rewards).sum(), -(p * logP).sum()];
            return objectives.Select((objective, k) => parameters.Gradient(objective, keepGraph: k < Objectives - 1).norm().to(ScalarType.Float64).item<double>()).ToArray()[0];
        })];
    }

    private static (double Seconds, T Result) Median<T>(Func<T> work) => Enumerable.Range(0, 3).Select(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        var result = work();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, result);
    }).OrderBy(repeat => repeat.TotalSeconds).ElementAt(1);
}
