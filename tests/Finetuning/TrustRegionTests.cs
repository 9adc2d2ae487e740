using FsCheck.Xunit;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

public sealed class TrustRegionTests
{
    /// <summary>A tabular policy: input i is the i-th unit vector, its logits are column i of the weights.</summary>
    private static Policy Tabular(int inputs, int outputs, Random random, double scale = 3)
    {
        var policy = Policy.From(nn.Linear(inputs, outputs, hasBias: false, dtype: ScalarType.Float64));
        using var values = tensor(Enumerable.Range(0, inputs * outputs).Select(_ => (random.NextDouble() * 2 - 1) * scale).ToArray());
        policy.Parameters.Values.copy_(values);
        return policy;
    }

    [Property(MaxTest = 20)]
    public void Direction_tabularPolicyAndSignedReward_raisesLnPByTwiceTheMissingProbability(int seed)
    {
        using var scope = NewDisposeScope();
        using var policy = Tabular(3, 5, new Random(seed));
        var rewards = full(3, 5, -1.0, dtype: ScalarType.Float64);
        rewards[.., 1] = 1;
        var inputs = eye(3, dtype: ScalarType.Float64);
        var logP = policy.LogProbabilities(inputs);
        var gradient = policy.Parameters.Gradient((logP.exp() * rewards).sum(-1).mean());
        using var natural = new NaturalGradient(policy, inputs);
        var direction = natural.Direction(gradient, damping: 0, steps: 40);
        for (var i = 0; i < 3; i++)
        {
            // d ln p*/dt along the flow is the derivative of ln p* in the natural direction: 2 (1 − p*).
            var speed = policy.Parameters.Gradient(policy.LogProbabilities(inputs)[i, 1]).dot(direction).item<double>();
            Assert.Equal(2 * (1 - logP[i, 1].exp().item<double>()), speed, 1e-6);
        }
    }

    [Property(MaxTest = 10)]
    public void FisherProduct_smallMlp_isTheSumOverScoresOfTheirOuterProducts(int seed)
    {
        using var scope = NewDisposeScope();
        using var stream = new RandomStreams(seed).Open("test");
        using var policy = new Mlp([3, 4, 3], stream, ScalarType.Float64);
        var inputs = randn(5, 3, dtype: ScalarType.Float64, generator: stream);
        var vector = randn(policy.Parameters.Count, dtype: ScalarType.Float64, generator: stream);
        var expected = zeros_like(vector);
        var probabilities = policy.LogProbabilities(inputs).exp().detach();
        for (var i = 0; i < 5; i++)
        {
            for (var k = 0; k < 3; k++)
            {
                var score = policy.Parameters.Gradient(policy.LogProbabilities(inputs)[i, k]);
                expected += score * (probabilities[i, k] * score.dot(vector) / 5);
            }
        }

        using var natural = new NaturalGradient(policy, inputs);
        Assert.True(natural.FisherProduct(vector).allclose(expected, 1e-9, 1e-12));
    }

    [Fact]
    public void Step_fromAFlatStart_staysInTheRegionAndImproves()
    {
        using var scope = NewDisposeScope();
        using var policy = Tabular(4, 6, new Random(4));
        var inputs = eye(4, dtype: ScalarType.Float64);
        var rewards = full(4, 6, -1.0, dtype: ScalarType.Float64);
        rewards[.., 2] = 1;
        var before = policy.LogProbabilities(inputs).detach();
        Tensor Value(Tensor logP) => (logP.exp() * rewards).sum(-1).mean();
        var share = TrustRegion.Step(policy, inputs, 1, policy.Parameters.Gradient(Value(policy.LogProbabilities(inputs))), Value, new TrustRegionOptions { MaxKl = 0.05 });
        var after = policy.LogProbabilities(inputs).detach();
        Assert.True(share > 0);
        Assert.InRange((before.exp() * (before - after)).sum(-1).mean().item<double>(), 0.01, 0.05);
        Assert.True(Value(after).item<double>() > Value(before).item<double>());
    }

    [Fact]
    public void Step_gradientZero_changesNothing()
    {
        using var scope = NewDisposeScope();
        using var policy = Tabular(2, 3, new Random(1));
        var before = policy.Parameters.Values.clone();
        Assert.Equal(0, TrustRegion.Step(policy, eye(2, dtype: ScalarType.Float64), 1, zeros_like(before), logP => logP.sum(), new TrustRegionOptions()));
        Assert.True(before.equal(policy.Parameters.Values).all().item<bool>());
    }

    [Fact]
    public void Trainer_withATrustRegion_solvesWhatPlainGradientsLeave()
    {
        double Reward(TrustRegionOptions? region)
        {
            using var stream = new RandomStreams(3).Open("test");
            using var policy = Policy.From(nn.Linear(2, 3, hasBias: false), stream);
            using (no_grad())
            {
                policy.Parameters.Values.copy_(tensor(new float[] { 0, -8, 0, 0, 0, 0 }));
            }

            using var inputs = new EnumerableInputs(eye(2), new double[,] { { 1, -1, -1 }, { 1, -1, -1 } }, new double[,] { { 1, 0, 0 }, { 1, 0, 0 } });
            using var trainer = new Trainer(
                policy, inputs, new ExpectedReward(), new TrainerOptions { Epochs = 60, Optimizer = new SgdOptions(0.1), TrustRegion = region }, new RandomStreams(1));
            return trainer.Run().Last("reward");
        }

        Assert.True(Reward(new TrustRegionOptions { MaxKl = 0.05 }) > 0.9);
        Assert.True(Reward(null) < 0.5);
    }

    [Fact]
    public void Trainer_trustRegionWithSampledObjective_throws()
    {
        using var stream = new RandomStreams(3).Open("test");
        using var policy = new Mlp([2, 3], stream);
        using var inputs = new EnumerableInputs(eye(2), new double[2, 3], new double[,] { { 1, 0, 0 }, { 1, 0, 0 } });
        Assert.Throws<ArgumentException>(() => new Trainer(policy, inputs, new Reinforce(), new TrainerOptions { TrustRegion = new() }, new RandomStreams(1)));
    }
}
