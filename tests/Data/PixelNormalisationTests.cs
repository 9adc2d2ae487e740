namespace VanishingGradients.Data;

public sealed class PixelNormalisationTests
{
    [Fact]
    public void Apply_ofTheSetItself_hasMeanZeroAndStdOne()
    {
        var digits = DigitsDataset.Load();
        using var inputs = PixelNormalisation.Of(digits).Apply(digits);
        Assert.Equal([1797, 1, 8, 8], inputs.Inputs.shape);
        Assert.Equal(0, inputs.Inputs.mean().item<float>(), 1e-4);
        Assert.Equal(1, inputs.Inputs.std(unbiased: false).item<float>(), 1e-4);
    }

    [Fact]
    public void Apply_otherNumberOfChannels_throws() =>
        Assert.Throws<ArgumentException>(() => new PixelNormalisation([0, 0, 0], [1, 1, 1]).Apply(DigitsDataset.Load()));
}
