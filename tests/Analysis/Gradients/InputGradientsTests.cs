using VanishingGradients.Analysis.Bounds;
using VanishingGradients.Analysis.Census;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Analysis.Gradients;

/// <summary>Norms from the Gram matrix against one backward pass per input.</summary>
public sealed class InputGradientsTests
{
    private const int Count = 24;

    private static EnumerableInputs Inputs(ScalarType type)
    {
        var random = new Random(3);
        var (rewards, targets) = (new double[Count, 5], new double[Count, 5]);
        for (var i = 0; i < Count; i++)
        {
            for (var k = 0; k < 5; k++)
            {
                rewards[i, k] = random.NextDouble() * 2 - 1;
                targets[i, k] = k == i % 5 ? 1 : 0;
            }
        }

        using var generator = new RandomStreams(1).Open("inputs");
        return new EnumerableInputs(randn(Count, 7, dtype: type, generator: generator), rewards, targets, [.. Enumerable.Range(0, Count).Select(i => i < 4)]);
    }

    private static Mlp NewPolicy(ScalarType type)
    {
        using var generator = new RandomStreams(2).Open(RandomStreams.Initialisation);
        var policy = new Mlp([7, 12, 9, 5], generator, type);
        using var sharper = no_grad();
        policy.Parameters.Values.mul_(3);
        return policy;
    }

    [Theory]
    [InlineData(ScalarType.Float64, 1e-9)]
    [InlineData(ScalarType.Float32, 1e-4)]
    public void Of_everyObjective_equalsTheLoopOfBackwardPasses(ScalarType type, double tolerance)
    {
        using var inputs = Inputs(type);
        using var policy = NewPolicy(type);
        var fast = InputGradients.Of(policy, inputs, new GradientOptions { Temperature = 0.7 }).ToArray();

        Tensor LogP(Tensor logits) => nn.functional.log_softmax(logits / 0.7, -1)[0];
        Compare(input => input.ExpectedReward, (logits, i) => (LogP(logits).exp() * inputs.Rewards[i]).sum());
        Compare(input => input.Surrogate, (logits, i) => (LogP(logits).exp() * inputs.Rewards[i]).sum());
        Compare(input => input.Supervised, (logits, i) => -(LogP(logits) * inputs.Targets[i]).sum());
        Compare(input => input.Entropy, (logits, _) => -(LogP(logits).exp() * LogP(logits)).sum());

        void Compare(Func<InputGradient, double> value, Func<Tensor, int, Tensor> objective) => Assert.All(
            GradientLoop.Norms(policy, inputs.Inputs, objective),
            (expected, i) => Assert.Equal(1, value(fast[i]) / expected, tolerance));
    }

    [Fact]
    public void Of_awayFromTheRolloutPolicy_equalsTheLoopOfBackwardPasses()
    {
        using var inputs = Inputs(ScalarType.Float64);
        using var policy = NewPolicy(ScalarType.Float64);
        double[][] rollout = [.. LogitGram.Of(policy, inputs.Inputs).Select(gram => gram.Logits.Select((logit, k) => logit + 0.4 * Math.Sin(3 * k + logit)).ToArray())];
        var options = new GradientOptions { RolloutLogits = rollout, Clip = 0.1, KlCoefficient = 0.3 };
        var fast = InputGradients.Of(policy, inputs, options).ToArray();
        var expected = GradientLoop.Norms(policy, inputs.Inputs, (logits, i) =>
        {
            var (logP, old) = (nn.functional.log_softmax(logits, -1)[0], nn.functional.log_softmax(tensor(rollout[i]), -1));
            var advantage = inputs.Rewards[i] - (old.exp() * inputs.Rewards[i]).sum();
            var ratio = (logP - old).exp();
            return (old.exp() * minimum(ratio * advantage, ratio.clamp(0.9, 1.1) * advantage)).sum() - (logP.exp() * (logP - old)).sum() * 0.3;
        });
        Assert.All(expected, (norm, i) => Assert.Equal(1, fast[i].Surrogate / norm, 1e-9));
        Assert.All(fast, input => Assert.True(input.TotalVariation > 0));
        Assert.All(
            InputGradients.Of(policy, inputs, options with { KlCoefficient = 0 }),
            input => Assert.True(SurrogateBounds.Fisher(1, 5, input.JacobianNorm, input.RolloutRewards.Std, input.TotalVariation).Check(input.Surrogate).Holds));
    }

    [Fact]
    public void Of_policyThatIsAlmostCertain_reportsGradientsFarBelowFloat32()
    {
        using var inputs = new EnumerableInputs(ones(1, 2), new double[,] { { -1, 1 } }, new double[,] { { 0, 1 } });
        using var generator = new RandomStreams(2).Open(RandomStreams.Initialisation);
        using var policy = new Mlp([2, 2], generator);
        policy.Parameters.Set([0, 0, 0, 0, 150, -150]);
        var input = Assert.Single(InputGradients.Of(policy, inputs));

        // p* = e^-300, ‖∇_z V‖ = 2 p* √2 and G = (‖x‖² + 1) I = 3 I.
        Assert.Equal(1, input.ExpectedReward / (2 * Math.Exp(-300) * Math.Sqrt(2) * Math.Sqrt(3)), 1e-6);
        Assert.Equal(1, input.Rewards.Std / (2 * Math.Exp(-150)), 1e-9);
        Assert.Equal(Math.Sqrt(2 * 3), input.Supervised, 1e-6);
    }

    [Fact]
    public void Census_rows_carryNormsBoundsAndFlags()
    {
        using var inputs = Inputs(ScalarType.Float64);
        using var policy = NewPolicy(ScalarType.Float64);
        var census = InputGradients.Census(policy, inputs);
        Assert.Equal(Count, census.Count);
        Assert.All(census.Column(CensusColumns.BoundSlack).ToArray(), slack => Assert.True(slack >= -1e-12));
        Assert.Equal(4, census.Flags.ToArray().Count(flag => flag == InputFlags.Relabelled));
        Assert.Equal(PolicyEvaluation.Of(policy, inputs).RewardStd[7], census.RewardStds[7], 1e-12);
    }

    [Fact]
    public void Of_policyWithoutTrace_saysWhatToUse()
    {
        using var inputs = Inputs(ScalarType.Float32);
        using var policy = Policy.From(nn.Linear(7, 5));
        Assert.Contains("GradientLoop", Assert.Throws<NotSupportedException>(() => InputGradients.Of(policy, inputs).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_logitThatIsNaN_namesInputAndLogit()
    {
        using var inputs = Inputs(ScalarType.Float32);
        using var policy = NewPolicy(ScalarType.Float32);
        inputs.Inputs[5, 0] = float.NaN;
        Assert.Contains("Logit 0 of input 5 is NaN", Assert.Throws<NotFiniteNumberException>(() => InputGradients.Of(policy, inputs).Count()).Message, StringComparison.Ordinal);
    }
}
