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

    private static LabelledInputs Inputs()
    {
        using var generator = Streams.Open("inputs");
        return new LabelledInputs("made up", torch.randn(2000, 784, generator: generator), [.. Enumerable.Range(0, 2000).Select(i => i % 10)], 10);
    }
}
