using TorchSharp;

namespace VanishingGradients.Torch;

public sealed class RandomStreamsTests
{
    private static float[] Draw(RandomStreams streams, string name)
    {
        using var generator = streams.Open(name);
        using var values = torch.rand(8, generator: generator);
        return values.data<float>().ToArray();
    }

    [Fact]
    public void Open_sameNameTwice_startsAgain() =>
        Assert.Equal(Draw(new RandomStreams(7), RandomStreams.Labels), Draw(new RandomStreams(7), RandomStreams.Labels));

    [Fact]
    public void Open_otherNameSeedOrPart_isAnotherStream()
    {
        var streams = new RandomStreams(7);
        float[][] draws =
        [
            Draw(streams, RandomStreams.Labels), Draw(streams, RandomStreams.Data), Draw(new RandomStreams(8), RandomStreams.Labels),
            Draw(streams.Part("a"), RandomStreams.Labels), Draw(streams.Part("b"), RandomStreams.Labels),
        ];
        Assert.Equal(draws.Length, draws.Select(draw => draw[0]).Distinct().Count());
    }
}
