using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis;

public sealed class SampledOutputsTests
{
    private static int[][] Draw(int inputs, int perInput, double temperature = 1, long seed = 1)
    {
        using var scope = NewDisposeScope();
        using var initialisation = new RandomStreams(2).Open(RandomStreams.Initialisation);
        using var policy = new Mlp([1, 3], initialisation);

        // Logits 0, ln 2 and ln 5 for an input of 1: probabilities 1/8, 2/8 and 5/8.
        policy.Parameters.Set([0, (float)Math.Log(2), (float)Math.Log(5), 0, 0, 0]);
        using var generator = new RandomStreams(seed).Open(RandomStreams.Rollout);
        return SampledOutputs.Of(policy, ones(inputs, 1), perInput, generator, temperature);
    }

    [Fact]
    public void Of_manyDraws_followThePolicy()
    {
        var drawn = Draw(2000, 20).SelectMany(row => row).ToArray();
        Assert.Equal(40_000, drawn.Length);

        // Five standard errors of a share are at most 5 sqrt(0.25 / 40,000) = 0.0125.
        double[] shares = [1.0 / 8, 2.0 / 8, 5.0 / 8];
        Assert.All(shares, (share, k) => Assert.Equal(share, drawn.Count(output => output == k) / 40_000.0, 0.0125));
    }

    [Fact]
    public void Of_inputsBeyondOneBatch_givesARowForEach() => Assert.All(Draw(2500, 3), row => Assert.Equal(3, row.Length));

    [Fact]
    public void Of_lowTemperature_drawsTheMostProbable() => Assert.All(Draw(10, 5, temperature: 0.01), row => Assert.All(row, output => Assert.Equal(2, output)));

    [Fact]
    public void Of_sameStream_givesTheSameOutputs()
    {
        Assert.Equal(Draw(30, 4), Draw(30, 4));
        Assert.NotEqual(Draw(30, 4), Draw(30, 4, seed: 2));
    }

    [Fact]
    public void Of_noOutputs_throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Draw(1, 0));
}
