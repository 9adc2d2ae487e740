using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

public sealed class RolloutBatchesTests
{
    private static Episode Episode(double[] reference) => Episodes.Of(new double[reference.Length], new double[reference.Length]) with
    {
        ReferenceLogProbabilities = reference,
    };

    [Theory]
    [InlineData(3)]
    [InlineData(null)]
    public void MeanKl_rolloutThatIsCut_isOverAllActionsDrawn(int? transitions)
    {
        // Log-probabilities are −1: the differences are 1, 2, 3, 4, 6 and 8.
        var rollout = new Rollout([[Episode([-2, -3]), Episode([-4, -5])], [Episode([-7, -9])]], transitions);
        var options = PolicyGradientOptions.Ppo with { Kl = new KlPenaltyOptions() };
        using var batches = new RolloutBatches(rollout, options, klCoefficient: 0.5, CPU);
        Assert.Equal(4, batches.MeanKl, 1e-12);
        Assert.Equal(transitions ?? 6, rollout.Transitions.Length);
        Assert.Equal(3, rollout.Drawn.Count);
    }

    [Fact]
    public void Select_episodeBudget_scalesTheLossToTheMeanOfSumsOverAConstant()
    {
        using var scope = NewDisposeScope();
        var rollout = new Rollout([[Episodes.Of([0, 0, 1]), Episodes.Of([2])]]);
        var options = PolicyGradientOptions.DrGrpo with { Advantage = new RewardAdvantage() };
        using var batches = new RolloutBatches(rollout, options, klCoefficient: 0, CPU, longestEpisode: 5);
        var batch = batches.Select([0, 1, 2, 3]);
        var now = tensor([-1.1, -0.9, -1, -1.05], requires_grad: true);
        var loss = PolicyGradientLoss.Of(options, new TransitionEvaluation(now, zeros_like(now), null), batch);
        double[] each = [.. options.Loss.PerTransition(now, batch.LogProbabilities, batch.Advantages).detach().data<double>()];
        Assert.Equal((each[..3].Sum() / 5 + each[3] / 5) / 2, loss.Actor.item<double>(), 1e-12);
        // What is logged is a mean over transitions whatever the constant.
        Assert.Equal(each.Average(), loss.Policy.item<double>(), 1e-12);
        Assert.Equal(batch.Scale, batches.Select([2, 0]).Scale);
    }

    [Fact]
    public void New_episodeBudgetWithoutAGreatestLength_saysSo()
    {
        using var sequences = new TabularSequences { LongestEpisode = null };
        var error = Assert.Throws<ArgumentException>(() => new PolicyGradientTrainer(sequences, PolicyGradientOptions.DrGrpo, new Torch.RandomStreams(1)));
        Assert.Contains("EpisodeBudget", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_wholeMinibatch_hasTheBitsOfAMean()
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        double[] Numbers() => [.. Enumerable.Range(0, 777).Select(_ => random.NextDouble() - 1)];
        var now = tensor(Numbers(), requires_grad: true);
        var batch = new Minibatch(tensor(Numbers()), tensor(Numbers()));
        var options = PolicyGradientOptions.Ppo with { NormalizeAdvantages = null };
        var loss = PolicyGradientLoss.Of(options, new TransitionEvaluation(now, zeros_like(now), null), batch).Actor;
        var mean = options.Loss.PerTransition(now, batch.LogProbabilities, batch.Advantages).mean();
        Assert.Equal(mean.item<double>(), loss.item<double>());
        Assert.True(autograd.grad([mean], [now])[0].equal(autograd.grad([loss], [now])[0]).all().item<bool>());
    }
}
