using TorchSharp;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

public sealed class MlpTests
{
    [Fact]
    public void New_weights_fillTheRangeOfTheDefaultInitialisation()
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var policy = new Mlp([784, 250, 100, 10], generator);
        Assert.Equal(222_360, policy.Parameters.Count);
        var first = policy.Parameters.ToArray()[..(784 * 250)];
        Assert.InRange(first.Max(), 0.0355, 1 / 28f);
        Assert.InRange(first.Average(Math.Abs), 0.0177, 0.0180);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(5, 0)]
    public void New_badSizes_throws(params int[] sizes)
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        Assert.Throws<ArgumentException>(() => new Mlp(sizes, generator));
    }

    [Fact]
    public void Forward_images_areFlattened()
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var policy = new Mlp([12, 5], generator);
        using var logits = policy.call(ones(2, 1, 3, 4));
        Assert.Equal([2, 5], logits.shape);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 2, 13)]
    [InlineData(ScalarType.Float32, 12)]
    [InlineData(ScalarType.Float64, 2, 12)]
    public void Forward_otherInputs_tellsWhatItReads(ScalarType type, params int[] shape)
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var policy = new Mlp([12, 5], generator);
        using var inputs = ones([.. shape.Select(size => (long)size)], dtype: type);
        var message = Assert.Throws<ArgumentException>(() => policy.call(inputs)).Message;
        Assert.Contains($"mlp reads Float32 of shape [B, ...] with 12 numbers for each input; given is {type} [{string.Join(", ", shape)}].", message);
    }

    [Fact]
    public void To_anotherType_saysWhereToGiveIt()
    {
        using var generator = new RandomStreams(1).Open(RandomStreams.Initialisation);
        using var policy = new Mlp([12, 5], generator);
        var message = Assert.Throws<InvalidOperationException>(() => policy.to(ScalarType.Float64)).Message;
        Assert.Contains("Give type and device where it is made or loaded.", message);
        using var logits = policy.to(ScalarType.Float32).call(ones(2, 12));
        using var other = new Mlp([12, 5], generator, ScalarType.Float64, CPU);
        Assert.All(other.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
    }
}
