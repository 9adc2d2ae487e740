using FsCheck.Xunit;
using VanishingGradients.Analysis;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>What the losses' gradients are, with respect to the logits of one input.</summary>
public sealed class PolicyGradientLossTests
{
    private const int Outputs = 3;

    /// <summary>The expected gradient of the loss over all pairs of samples, and that of the expected reward.</summary>
    private static (double[] Expected, double[] Reward) OverAllPairs(int seed, AdvantageOptions advantage, PolicyLoss loss)
    {
        using var scope = NewDisposeScope();
        var random = new Random(seed);
        double[] Numbers() => [.. Enumerable.Range(0, Outputs).Select(_ => random.NextDouble() * 4 - 2)];
        var (logits, rewards) = (tensor(Numbers(), requires_grad: true), Numbers());
        var p = nn.functional.softmax(logits.detach(), -1).data<double>().ToArray();
        var options = PolicyGradientOptions.Reinforce with { Advantage = advantage, SamplesPerInput = 2, Loss = loss };
        var expected = zeros(Outputs, dtype: ScalarType.Float64);
        for (var pair = 0; pair < Outputs * Outputs; pair++)
        {
            long[] actions = [pair / Outputs, pair % Outputs];
            var rollout = Episodes.OneStep([.. actions.Select(action => rewards[action])]);
            var all = nn.functional.log_softmax(logits, -1);
            var now = all.gather(0, tensor(actions));
            var batch = new Minibatch(now.detach(), tensor(advantage.Of(rollout, rollout.Rewards)));
            var actor = PolicyGradientLoss.Of(options, new TransitionEvaluation(now, zeros_like(now), null), batch).Actor;
            expected -= autograd.grad([actor], [logits])[0] * (p[actions[0]] * p[actions[1]]);
        }

        var value = p.Zip(rewards, (a, b) => a * b).Sum();
        return (expected.data<double>().ToArray(), [.. p.Zip(rewards, (a, b) => a * (b - value))]);
    }

    [Property(MaxTest = 20)]
    public void Actor_withoutOrWithLeaveOneOutBaseline_hasTheGradientOfTheExpectedReward(int seed)
    {
        foreach (var advantage in new AdvantageOptions[] { new RewardAdvantage(), new LeaveOneOutAdvantage() })
        {
            var (expected, reward) = OverAllPairs(seed, advantage, new LogProbabilityLoss());
            Close.Equal(reward, expected);
        }
    }

    [Property(MaxTest = 20)]
    public void Actor_meanOfTheGroupAsBaseline_shrinksTheGradientByOneOverG(int seed)
    {
        foreach (var advantage in new AdvantageOptions[] { new GroupCentredAdvantage(), new RewardAdvantage { Baseline = RewardBaseline.Mean } })
        {
            var (expected, reward) = OverAllPairs(seed, advantage, new LogProbabilityLoss());
            Close.Equal([.. reward.Select(value => value / 2)], expected);
        }
    }

    [Property(MaxTest = 20)]
    public void Actor_clippedLossAtTheRolloutPolicy_hasTheGradientOfTheLogProbabilityLoss(int seed) =>
        Close.Equal(
            OverAllPairs(seed, new GroupNormalizedAdvantage(), new LogProbabilityLoss()).Expected,
            OverAllPairs(seed, new GroupNormalizedAdvantage(), new ClippedLoss()).Expected);

    [Theory]
    [InlineData(1.5, 1, -1.2)]
    [InlineData(1.25, 1, -1.2)]
    [InlineData(0.5, 1, -0.5)]
    [InlineData(0.5, -1, 0.8)]
    [InlineData(2, -1, 2)]
    [InlineData(9, -1, 3)]
    public void ClippedLoss_ratioAndAdvantage_giveTheDualClippedSurrogate(double ratio, double advantage, double expected)
    {
        using var scope = NewDisposeScope();
        var loss = new ClippedLoss { DualClip = 3 }.PerTransition(tensor([Math.Log(ratio)]), tensor([0.0]), tensor([advantage]));
        Assert.Equal(expected, loss.item<double>(), 1e-12);
    }

    [Fact]
    public void ClippedLoss_higherUpperClip_letsTheRatioGrowFarther()
    {
        using var scope = NewDisposeScope();
        var loss = new ClippedLoss { UpperClip = 0.28 }.PerTransition(tensor([Math.Log(1.5)]), tensor([0.0]), tensor([1.0]));
        Assert.Equal(-1.28, loss.item<double>(), 1e-12);
    }

    [Fact]
    public void Of_klInTheLoss_addsItsMeanTimesTheCoefficient()
    {
        using var scope = NewDisposeScope();
        var now = tensor([-1.0, -2.0], requires_grad: true);
        var batch = new Minibatch(tensor([-1.0, -2.0]), tensor([0.0, 0.0]), ReferenceLogProbabilities: tensor([-2.0, -4.0]));
        var options = PolicyGradientOptions.Reinforce with { Kl = new KlPenaltyOptions { Estimator = KlEstimator.K2, Place = KlPlace.Loss } };
        Assert.Equal(0.1 * (0.5 + 2) / 2, PolicyGradientLoss.Of(options, new TransitionEvaluation(now, now, null), batch, 0.1).Actor.item<double>(), 1e-12);
    }

    [Fact]
    public void AdvantageNormalization_oneAdvantage_isLeftAsItIs()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(7, AdvantageNormalization.Apply(tensor([7.0])).item<double>());
    }
}
