using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Models;

public sealed class TrimmedConvolutionTests
{
    public static TheoryData<int, int, int, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int, int, int>();
            foreach (var kernel in new[] { 1, 2, 3, 5, 7 })
            {
                foreach (var (height, width) in new[] { (1, 1), (2, 2), (3, 3), (8, 8), (1, 2), (4, 1) })
                {
                    foreach (var stride in new[] { 1, 2, 3 })
                    {
                        foreach (var padding in new[] { 0, kernel / 2, kernel - 1 })
                        {
                            if (Math.Min(height, width) + 2 * padding >= kernel)
                            {
                                shapes.Add(height, width, kernel, stride, padding);
                            }
                        }
                    }
                }
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Of_anySize_equalsTheWholeConvolution(int height, int width, int kernel, int stride, int padding)
    {
        using var scope = NewDisposeScope();
        using var stream = new RandomStreams(1).Open(RandomStreams.Data);
        var input = randn([2, 3, height, width], ScalarType.Float64, generator: stream).requires_grad_();
        var weight = randn([4, 3, kernel, kernel], ScalarType.Float64, generator: stream).requires_grad_();

        var whole = nn.functional.conv2d(input, weight, strides: [stride, stride], padding: [padding, padding]);
        var trimmed = TrimmedConvolution.Of(input, weight, stride, padding);

        Assert.Equal(whole.shape, trimmed.shape);
        Assert.True(allclose(whole, trimmed, 1e-12, 1e-12));
        var direction = randn(whole.shape, ScalarType.Float64, generator: stream);
        foreach (var (expected, actual) in autograd.grad([(whole * direction).sum()], [input, weight])
            .Zip(autograd.grad([(trimmed * direction).sum()], [input, weight])))
        {
            Assert.True(allclose(expected, actual, 1e-12, 1e-12));
        }
    }
}
