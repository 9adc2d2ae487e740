using TorchSharp;
using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Benchmarks.Workloads;

/// <summary>Steps of the trainer on made-up inputs: a label each, rewards of +1 for the label and −1 for the rest, every tenth input in the
/// small reward-std group. The PyTorch programs do the same work.</summary>
internal static class FinetuningWork
{
    private const string Groups = "groups";

    /// <summary>The paper's MNIST policy. Arguments: plain or groups.</summary>
    internal static Action Mnist(string[] arguments) => Mlp(arguments[0], batch: 512, width: 250, count: 1000);

    /// <summary>A perceptron with any width of its first hidden layer. Arguments: batch, width, number of inputs.</summary>
    internal static Action Mlp(string[] arguments) => Mlp(Groups, int.Parse(arguments[0]), int.Parse(arguments[1]), int.Parse(arguments[2]));

    /// <summary>Arguments: plain or groups, type, batch.</summary>
    internal static Action ResNet18(string[] arguments)
    {
        var (type, batch) = (Enum.Parse<torch.ScalarType>(arguments[1], ignoreCase: true), int.Parse(arguments[2]));
        using var initialisation = Stream(RandomStreams.Initialisation);
        var policy = new ResNet18(10, initialisation);
        policy.to(type);
        return Steps(policy, Inputs(Normal(batch, 3, 32, 32).to(type), 10, arguments[0]), batch);
    }

    /// <summary>Arguments: plain or groups, type, batch, tokens.</summary>
    internal static Action BertMini(string[] arguments)
    {
        var (type, batch, tokens) = (Enum.Parse<torch.ScalarType>(arguments[1], ignoreCase: true), int.Parse(arguments[2]), int.Parse(arguments[3]));
        using var initialisation = Stream(RandomStreams.Initialisation);
        using var data = Stream(RandomStreams.Data);
        var policy = new Bert(BertOptions.Mini, initialisation, type);
        var ids = torch.randint(1, BertOptions.Mini.Vocabulary, [batch, tokens], torch.ScalarType.Int64, generator: data);
        return Steps(policy, Inputs(torch.stack([ids, torch.ones_like(ids), torch.zeros_like(ids)], 1), 6, arguments[0]), batch);
    }

    private static Action Mlp(string way, int batch, int width, int count)
    {
        using var initialisation = Stream(RandomStreams.Initialisation);
        return Steps(new Mlp([784, width, 100, 10], initialisation), Inputs(Normal(count, 784), 10, way), batch);
    }

    private static Action Steps(Policy policy, EnumerableInputs inputs, int batch)
    {
        var trainer = new Trainer(policy, inputs, new ExpectedReward(), new TrainerOptions { BatchSize = batch }, new RandomStreams(1));
        var random = new Random(1);
        var batches = new Queue<long[]>();
        return () =>
        {
            if (batches.Count == 0)
            {
                long[] order = [.. Enumerable.Range(0, inputs.Count).Select(i => (long)i)];
                random.Shuffle(order);
                batches = new(order.Chunk(batch));
            }

            // The trainer leaves the metrics unread until the end of an epoch; PyTorch programs read theirs at every step.
            using var metrics = trainer.Step(batches.Dequeue());
            using var values = metrics.cpu();
        };
    }

    private static EnumerableInputs Inputs(torch.Tensor inputs, int outputs, string way)
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

    private static torch.Tensor Normal(params long[] shape)
    {
        using var data = Stream(RandomStreams.Data);
        return torch.randn(shape, generator: data);
    }

    private static torch.Generator Stream(string name) => new RandomStreams(1).Open(name);
}
