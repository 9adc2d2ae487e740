using FsCheck.Xunit;

namespace VanishingGradients.Analysis.TimeSeparation;

public sealed class SampledSignalTests
{
    [Property(MaxTest = 50)]
    public void SeenProbability_independentSamples_isTheComplementOfNone(int seed)
    {
        var random = new Random(seed);
        var (p, samples) = (0.01 + 0.99 * random.NextDouble(), random.Next(1, 20));
        var none = Enumerable.Repeat(1 - p, samples).Aggregate(1.0, (a, b) => a * b);
        Close.Equal(1 - none, SampledSignal.SeenProbability(p, samples), relative: 1e-12);
    }

    [Theory]
    [InlineData(1e-8)]
    [InlineData(1e-18)]
    public void ExpectedRollouts_tinyProbability_isOneOverGTimesIt(double probability) =>
        Close.Equal(1 / (8 * probability), SampledSignal.ExpectedRollouts(probability, 8), relative: 1e-7);

    [Fact]
    public void ExpectedRollouts_certainOutput_isOne() => Assert.Equal(1, SampledSignal.ExpectedRollouts(1, 3));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.1, 1)]
    [InlineData(0.5, 0)]
    public void SeenProbability_outOfRange_throws(double probability, int samples) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SampledSignal.SeenProbability(probability, samples));
}
