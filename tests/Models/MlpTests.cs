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
}
