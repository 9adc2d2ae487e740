using TorchSharp;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Benchmarks;

/// <summary>Random numbers of MNIST's size: the arithmetic does not care what the pictures show.</summary>
internal static class MadeUpMnist
{
    private static readonly RandomStreams Streams = new(1);

    internal static ControlledTask Task()
    {
        var inputs = Inputs();
        return ControlledTask.Draw(inputs, inputs, new ControlledTaskOptions(), Streams);
    }

    internal static Mlp Policy()
    {
        using var initialisation = Streams.Open(RandomStreams.Initialisation);
        return new Mlp([784, 250, 100, 10], initialisation);
    }

    /// <summary>Inputs with rewards uniform on [-1, 1] and a label each.</summary>
    internal static EnumerableInputs Enumerable(int count)
    {
        using var generator = Streams.Open("inputs");
        var random = new Random(1);
        var (rewards, targets) = (new double[count, 10], new double[count, 10]);
        for (var i = 0; i < count; i++)
        {
            targets[i, i % 10] = 1;
            for (var k = 0; k < 10; k++)
            {
                rewards[i, k] = 2 * random.NextDouble() - 1;
            }
        }

        return new EnumerableInputs(torch.randn(count, 784, generator: generator), rewards, targets);
    }

    /// <summary>The first inputs of many, as a view.</summary>
    internal static EnumerableInputs First(EnumerableInputs all, int count)
    {
        double[,] Rows(torch.Tensor table)
        {
            var rows = new double[count, all.Outputs];
            Buffer.BlockCopy(table.narrow(0, 0, count).data<double>().ToArray(), 0, rows, 0, rows.Length * sizeof(double));
            return rows;
        }

        return new EnumerableInputs(all.Inputs.narrow(0, 0, count), Rows(all.Rewards), Rows(all.Targets));
    }

    private static LabelledInputs Inputs()
    {
        using var generator = Streams.Open("inputs");
        return new LabelledInputs("made up", torch.randn(2000, 784, generator: generator), [.. System.Linq.Enumerable.Range(0, 2000).Select(i => i % 10)], 10);
    }
}
