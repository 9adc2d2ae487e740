using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

public sealed class GradientClippingTests
{
    [Fact]
    public void Clip_twoVectors_scalesThemTogetherAndReturnsTheNormBefore()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (full(4, 3.0, dtype: ScalarType.Float64), full(4, 4.0, dtype: ScalarType.Float64));
        Assert.Equal(10, GradientClipping.Clip([first, second], 5), 1e-12);
        Assert.Equal(5, cat([first, second]).norm().item<double>(), 1e-5);
        Assert.Equal(0.75, (first / second)[0].item<double>(), 1e-12);
    }

    [Fact]
    public void Clip_normBelowTheMaximum_changesNothing()
    {
        using var scope = NewDisposeScope();
        var gradient = full(4, 3.0, dtype: ScalarType.Float64);
        Assert.Equal(6, GradientClipping.Clip([gradient], 6.1), 1e-12);
        Assert.Equal(3, gradient[0].item<double>());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Clip_notFinite_throwsAndChangesNothing(double value)
    {
        using var scope = NewDisposeScope();
        var gradients = new[] { full(2, 3.0, dtype: ScalarType.Float64), full(2, value) };
        Assert.Throws<DivergedException>(() => GradientClipping.Clip(gradients, 1));
        Assert.Equal(3, gradients[0][0].item<double>());
    }
}
