using System.Runtime.InteropServices;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

public sealed class StackedProductTests
{
    [Fact]
    public void Times_transposedHeads_hasTheBitsOfMatmul()
    {
        using var scope = NewDisposeScope();
        using var stream = new RandomStreams(1).Open("test");
        var left = randn(2, 5, 3, 4, generator: stream).transpose(1, 2);
        var right = randn(2, 7, 3, 4, generator: stream).transpose(1, 2).transpose(2, 3);
        Assert.True(left.Times(right).equal(left.matmul(right)).all().item<bool>());
        Assert.Equal([2, 3, 5, 7], left.Times(right).shape);
    }

    [Fact]
    public void Times_moreThanMemoryHolds_throws()
    {
        using var scope = NewDisposeScope();
        var (left, right) = (ones(1, 1, 1, 1).expand(1, 1, 1L << 30, 1), ones(1, 1, 1, 1).expand(1, 1, 1, 1L << 30));
        Assert.Contains("allocate", Assert.Throws<ExternalException>(() => left.Times(right)).Message, StringComparison.Ordinal);
    }
}
