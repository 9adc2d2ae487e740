using TorchSharp;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

public sealed class PolicyTests
{
    private static Policy Draw(long seed)
    {
        using var generator = new RandomStreams(seed).Open(RandomStreams.Initialisation);
        return Policy.From(nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(64, 3)), generator);
    }

    [Fact]
    public void From_initialisationStream_drawsLinearAndConvolutionLayers()
    {
        using var first = Draw(1);
        using var second = Draw(1);
        using var other = Draw(2);
        Assert.Equal(first.Parameters.ToArray(), second.Parameters.ToArray());
        Assert.NotEqual(first.Parameters.ToArray(), other.Parameters.ToArray());
        var values = first.Parameters.ToArray();
        Assert.InRange(values[..40].Max(Math.Abs), 0.2f, 1 / 3f);
        Assert.InRange(values[40..].Max(Math.Abs), 0.1f, 1 / 8f);
    }

    [Fact]
    public void To_beforeAndAfterTheParametersAreGathered_convertsAndThrows()
    {
        using var scope = NewDisposeScope();
        using var policy = Draw(1);
        policy.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, policy.call(ones(2, 1, 6, 6, dtype: ScalarType.Float64)).dtype);
        _ = policy.Parameters;
        var message = Assert.Throws<InvalidOperationException>(() => policy.to(ScalarType.Float32)).Message;
        Assert.Contains("Move and convert it before anything else is done with it.", message);
        policy.to(ScalarType.Float64).cpu();
        Assert.Equal(ScalarType.Float64, policy.call(ones(2, 1, 6, 6, dtype: ScalarType.Float64)).dtype);
    }

    [Fact]
    public void LogProbabilities_temperature_dividesTheLogits()
    {
        using var scope = NewDisposeScope();
        var policy = Draw(1);
        var inputs = ones(2, 1, 6, 6);
        var expected = nn.functional.log_softmax(policy.call(inputs).to(ScalarType.Float64) / 2, -1);
        Assert.True(policy.LogProbabilities(inputs, 2).allclose(expected));
        Assert.Equal(ScalarType.Float64, policy.LogProbabilities(inputs).dtype);
    }
}
