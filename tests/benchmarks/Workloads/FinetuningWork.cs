using TorchSharp;
using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Benchmarks.Workloads;

/// <summary>Finetuning for the expected reward on made-up inputs: a label each, rewards of +1 for the label and −1 for the rest, every tenth
/// input in the small reward-std group. The PyTorch programs do the same work.</summary>
internal sealed class FinetuningWork
{
    private const string Groups = "groups";
    private static readonly int Reward = StepMetrics.Batch.ToList().IndexOf("reward");

    private readonly Trainer _trainer;
    private readonly int _inputs;
    private readonly int _batch;
    private readonly Random _order = new(1);
    private Queue<long[]> _batches = [];

    private FinetuningWork(Policy policy, Tensor inputs, int outputs, int batch, string way)
    {
        (_inputs, _batch) = ((int)inputs.shape[0], batch);
        _trainer = new Trainer(policy, Task(inputs, outputs, way), new ExpectedReward(), new TrainerOptions { BatchSize = batch }, new RandomStreams(1));
    }

    /// <summary>The paper's MNIST policy. Arguments: plain or groups.</summary>
    internal static FinetuningWork Mnist(string[] arguments) => Mlp(arguments[0], batch: 512, width: 250, count: 1000);

    /// <summary>A perceptron with any width of its first hidden layer, with group metrics. Arguments: batch, width, number of inputs.</summary>
    internal static FinetuningWork Mlp(string[] arguments) => Mlp(Groups, int.Parse(arguments[0]), int.Parse(arguments[1]), int.Parse(arguments[2]));

    /// <summary>Arguments: plain or groups, type, batch.</summary>
    internal static FinetuningWork ResNet18(string[] arguments)
    {
        var (type, batch) = (Enum.Parse<ScalarType>(arguments[1], ignoreCase: true), int.Parse(arguments[2]));
        using var initialisation = Stream(RandomStreams.Initialisation);
        var policy = new ResNet18(10, initialisation);
        policy.to(type);
        return new FinetuningWork(policy, Normal(batch, 3, 32, 32).to(type), 10, batch, arguments[0]);
    }

    /// <summary>Arguments: plain or groups, type, batch, tokens.</summary>
    internal static FinetuningWork BertMini(string[] arguments)
    {
        var (type, batch, tokens) = (Enum.Parse<ScalarType>(arguments[1], ignoreCase: true), int.Parse(arguments[2]), int.Parse(arguments[3]));
        using var initialisation = Stream(RandomStreams.Initialisation);
        using var data = Stream(RandomStreams.Data);
        // Drawn as float32 whatever the type, so that types start from the same policy.
        using var drawn = new Bert(BertOptions.Mini, initialisation);
        var policy = new Bert(BertOptions.Mini, initialisation, type);
        policy.Parameters.Values.copy_(drawn.Parameters.Values);
        var ids = randint(1, BertOptions.Mini.Vocabulary, [batch, tokens], ScalarType.Int64, generator: data);
        return new FinetuningWork(policy, stack([ids, ones_like(ids), zeros_like(ids)], 1), 6, batch, arguments[0]);
    }

    /// <summary>One step; its metrics are read as the PyTorch programs read theirs.</summary>
    /// <returns>The mean expected reward of the batch before the step.</returns>
    internal double Step()
    {
        if (_batches.Count == 0)
        {
            long[] order = [.. Enumerable.Range(0, _inputs).Select(i => (long)i)];
            _order.Shuffle(order);
            _batches = new(order.Chunk(_batch));
        }

        using var metrics = _trainer.Step(_batches.Dequeue());
        return metrics.data<double>()[Reward];
    }

    private static FinetuningWork Mlp(string way, int batch, int width, int count)
    {
        using var initialisation = Stream(RandomStreams.Initialisation);
        return new FinetuningWork(new Mlp([784, width, 100, 10], initialisation), Normal(count, 784), 10, batch, way);
    }

    private static EnumerableInputs Task(Tensor inputs, int outputs, string way)
    {
        var count = (int)inputs.shape[0];
        var (rewards, targets) = (new double[count, outputs], new double[count, outputs]);
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < outputs; k++)
            {
                targets[i, k] = k == i % outputs ? 1 : 0;
                rewards[i, k] = 2 * targets[i, k] - 1;
            }
        }

        return new EnumerableInputs(inputs, rewards, targets, way == Groups ? [.. Enumerable.Range(0, count).Select(i => i % 10 == 0)] : null);
    }

    private static Tensor Normal(params long[] shape)
    {
        using var data = Stream(RandomStreams.Data);
        return randn(shape, generator: data);
    }

    private static Generator Stream(string name) => new RandomStreams(1).Open(name);
}
