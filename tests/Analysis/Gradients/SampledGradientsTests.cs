using VanishingGradients.Analysis.Policies;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis.Gradients;

public sealed class SampledGradientsTests
{
    private static readonly double[] Rewards = [-1, 0.2, 1];

    private static (Mlp Policy, Tensor Input) Case()
    {
        using var generator = new RandomStreams(8).Open("sampled");
        return (new Mlp([4, 6, 3], generator, ScalarType.Float64), randn(1, 4, dtype: ScalarType.Float64, generator: generator));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.35)]
    public void Of_averagedOverAllSampleTuples_givesTheExactSquaredNormAndVariance(double baseline)
    {
        var (policy, input) = Case();
        var gram = LogitGram.Of(policy, input).Single();
        var softmax = SoftmaxPolicy.FromLogits([.. gram.Logits]);
        var exact = Math.Pow(gram.Norm(LogitGradients.ExpectedReward(softmax, Rewards)), 2);

        var (squared, plugIn, variance) = (0.0, 0.0, 0.0);
        for (var tuple = 0; tuple < 27; tuple++)
        {
            int[] y = [tuple % 3, tuple / 3 % 3, tuple / 9];
            var weight = y.Aggregate(1.0, (product, output) => product * softmax.Probabilities[output]);
            var estimate = SampledGradients.Of(
                policy, input, new long[,] { { y[0], y[1], y[2] } }, new double[,] { { Rewards[y[0]], Rewards[y[1]], Rewards[y[2]] } }, [baseline]).Single();
            squared += weight * estimate.SquaredNorm;
            plugIn += weight * estimate.PlugInNorm * estimate.PlugInNorm;
            variance += weight * estimate.Variance;
        }

        Assert.Equal(exact, squared, 1e-12);
        Assert.Equal(exact + variance / 3, plugIn, 1e-12);
        Assert.True(variance > 0);
    }

    [Fact]
    public void Of_manySamples_liesWithinItsStandardErrors()
    {
        var (policy, input) = Case();
        var gram = LogitGram.Of(policy, input).Single();
        var softmax = SoftmaxPolicy.FromLogits([.. gram.Logits]);
        var exact = Math.Pow(gram.Norm(LogitGradients.ExpectedReward(softmax, Rewards)), 2);
        using var generator = new RandomStreams(3).Open(RandomStreams.Rollout);
        var drawn = tensor(softmax.Probabilities.ToArray()).multinomial(200, replacement: true, generator: generator).data<long>().ToArray();
        var (samples, rewards) = (new long[1, 200], new double[1, 200]);
        for (var i = 0; i < 200; i++)
        {
            (samples[0, i], rewards[0, i]) = (drawn[i], Rewards[drawn[i]]);
        }

        var estimate = SampledGradients.Of(policy, input, samples, rewards).Single();
        Assert.InRange(Math.Abs(estimate.SquaredNorm - exact), 0, 4 * estimate.StandardError);
        Assert.InRange(estimate.Bias, 0, estimate.Variance);
    }

    [Fact]
    public void Of_badSamples_namesThem()
    {
        var (policy, input) = Case();
        Assert.Contains("Output 7", Fails(new long[,] { { 0, 7 } }, new double[,] { { 0, 1 } }), StringComparison.Ordinal);
        Assert.Contains("sample 1 of input 0 is NaN", Fails(new long[,] { { 0, 1 } }, new double[,] { { 0, double.NaN } }), StringComparison.Ordinal);
        Assert.Contains("two samples", Fails(new long[,] { { 0 } }, new double[,] { { 0 } }), StringComparison.Ordinal);
        Assert.Contains("1 x 2", Fails(new long[,] { { 0, 1 } }, new double[,] { { 0 } }), StringComparison.Ordinal);

        string Fails(long[,] samples, double[,] rewards) =>
            Assert.Throws<ArgumentException>(() => SampledGradients.Of(policy, input, samples, rewards)).Message;
    }
}
