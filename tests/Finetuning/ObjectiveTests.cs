using FsCheck.Xunit;
using VanishingGradients.Analysis;
using VanishingGradients.Analysis.Policies;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Gradients with respect to the logits against their closed forms (V(x): p ⊙ (r − V); cross-entropy: p − t).</summary>
public sealed class ObjectiveTests
{
    private static (double[] Gradient, double[] P, double[] R) Gradient(Objective objective, int seed, int? sample = null, double shift = 0)
    {
        using var scope = NewDisposeScope();
        var random = new Random(seed);
        var r = Enumerable.Range(0, 6).Select(_ => random.NextDouble() * 2 - 1).ToArray();
        var logits = tensor(Enumerable.Range(0, 6).Select(_ => random.NextDouble() * 8).ToArray(), requires_grad: true);
        var target = zeros(1, 6, dtype: ScalarType.Float64);
        target[0, 2] = 1;
        var batch = new PolicyBatch(
            nn.functional.log_softmax(logits, -1).unsqueeze(0), tensor(r).unsqueeze(0), target,
            sample is { } y ? tensor([(long)y]) : null,
            nn.functional.log_softmax(logits.detach() + shift * linspace(-1, 1, 6, dtype: ScalarType.Float64).cos(), -1).unsqueeze(0));
        objective.PerInput(batch).sum().backward();
        return (logits.grad!.data<double>().ToArray(), batch.Probabilities.detach().data<double>().ToArray(), r);
    }

    [Property(MaxTest = 50)]
    public void ExpectedReward_gradient_isPTimesRMinusV(int seed)
    {
        var (gradient, p, r) = Gradient(new ExpectedReward(), seed);
        var v = p.Zip(r, (a, b) => a * b).Sum();
        Assert.All(gradient, (g, k) => Assert.Equal(p[k] * (r[k] - v), g, 1e-12));
    }

    [Property(MaxTest = 50)]
    public void Supervised_gradient_isPMinusTarget(int seed)
    {
        var (gradient, p, _) = Gradient(new Supervised(), seed);
        Assert.All(gradient, (g, k) => Assert.Equal(p[k] - (k == 2 ? 1 : 0), g, 1e-12));
    }

    [Property(MaxTest = 50)]
    public void MaximumEntropyReward_gradient_isPTimesTheSoftAdvantage(int seed)
    {
        const double weight = 0.3;
        var (gradient, p, r) = Gradient(new MaximumEntropyReward(weight), seed);
        var soft = p.Zip(r, (a, b) => b - weight * Math.Log(a)).ToArray();
        var v = p.Zip(soft, (a, b) => a * b).Sum();
        Assert.All(gradient, (g, k) => Assert.Equal(p[k] * (soft[k] - v), g, 1e-12));
    }

    [Property(MaxTest = 50)]
    public void NormalizedReward_gradient_isThatOfExpectedRewardOverTheStd(int seed)
    {
        var (expected, p, r) = Gradient(new ExpectedReward(), seed);
        var (gradient, _, _) = Gradient(new NormalizedReward(), seed);
        var std = ExactRewardStatistics.Of(SoftmaxPolicy.FromProbabilities(p), r).Std;
        Assert.All(gradient, (g, k) => Assert.Equal(expected[k] / (std + 1e-6), g, 1e-9));
    }

    [Property(MaxTest = 20)]
    public void Reinforce_gradientAveragedOverAllOutputs_isThatOfExpectedReward(int seed)
    {
        var (expected, p, _) = Gradient(new ExpectedReward(), seed);
        var average = new double[6];
        for (var y = 0; y < 6; y++)
        {
            var (gradient, _, _) = Gradient(new Reinforce(), seed, y);
            for (var k = 0; k < 6; k++)
            {
                average[k] += p[y] * gradient[k];
            }
        }

        Assert.All(average, (g, k) => Assert.Equal(expected[k], g, 1e-12));
    }

    [Property(MaxTest = 50)]
    public void PpoSurrogate_atTheRolloutPolicy_hasTheGradientOfExpectedReward(int seed)
    {
        var (expected, _, _) = Gradient(new ExpectedReward(), seed);
        var (gradient, _, _) = Gradient(new PpoSurrogate(), seed);
        Assert.All(gradient, (g, k) => Assert.Equal(expected[k], g, 1e-12));
    }

    [Property(MaxTest = 50)]
    public void PpoSurrogate_awayFromTheRolloutPolicy_hasTheGradientOfActiveAdvantages(int seed)
    {
        var (gradient, p, r) = Gradient(new PpoSurrogate(0.1), seed, shift: 0.8);
        var policy = SoftmaxPolicy.FromProbabilities(p);
        var rollout = SoftmaxPolicy.FromLogits([.. policy.LogProbabilities.ToArray().Select((logP, k) => logP + 0.8 * Math.Cos(-1 + 0.4 * k))]);
        var expected = ClippedSurrogate.Evaluate(policy, rollout, r, 0.1).LogitGradient;
        Assert.All(gradient, (g, k) => Assert.Equal(expected[k], g, 1e-12));
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void PpoSurrogate_goldenCases_agree()
    {
        using var scope = NewDisposeScope();
        foreach (var golden in RlGolden.Cases("ppo_surrogate"))
        {
            var logits = tensor(golden.Numbers("logits"), requires_grad: true);
            var batch = new PolicyBatch(
                nn.functional.log_softmax(logits, -1), tensor(golden.Numbers("rewards")), zeros_like(logits),
                RolloutLogProbabilities: nn.functional.log_softmax(tensor(golden.Numbers("rollout_logits")), -1));
            var surrogate = new PpoSurrogate(golden.Number("clip")).PerInput(batch);
            surrogate.backward();
            Assert.Equal(golden.Number("J"), surrogate.item<double>(), 1e-12);
            Assert.Equal(golden.Numbers("grad_logits"), logits.grad!.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    [Fact]
    public void PpoSurrogate_withoutRolloutPolicy_saysSo()
    {
        using var scope = NewDisposeScope();
        var table = zeros(1, 3, dtype: ScalarType.Float64);
        Assert.Throws<InvalidOperationException>(() => new PpoSurrogate().PerInput(new PolicyBatch(table, table, table)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void PpoSurrogate_clipOutOfRange_throws(double clip) => Assert.Throws<ArgumentOutOfRangeException>(() => new PpoSurrogate(clip));

    [Fact]
    public void Reinforce_withoutSamples_saysSo() =>
        Assert.Throws<InvalidOperationException>(() => Gradient(new Reinforce(), 0));
}
