using VanishingGradients.Analysis.Statistics;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>A rollout with its advantages as tensors of shape [N], from which minibatches are taken.</summary>
internal sealed class RolloutBatches : IDisposable
{
    private readonly double[]? _returns;
    private readonly double[]? _values;
    private readonly Minibatch _all;

    /// <param name="rollout">The rollout.</param>
    /// <param name="options">The method.</param>
    /// <param name="klCoefficient">β.</param>
    /// <param name="device">Where the policy is.</param>
    /// <param name="longestEpisode">Most actions of an episode; needed for <see cref="LossAggregation.EpisodeBudget"/>.</param>
    internal RolloutBatches(Rollout rollout, PolicyGradientOptions options, double klCoefficient, Device device, int? longestEpisode = null)
    {
        using var scope = NewDisposeScope();
        var rewards = rollout.Rewards;
        if (options.Kl is { } penalty)
        {
            if (rollout.ReferenceLogProbabilities is null)
            {
                throw new InvalidOperationException("A KL penalty needs the reference policy's log-probabilities, but the episodes have none.");
            }

            var policy = rollout.OfDrawn(episode => episode.PlainLogProbabilities ?? episode.LogProbabilities);
            var reference = rollout.OfDrawn(episode => episode.ReferenceLogProbabilities!);
            var kl = KlEstimators.Of(penalty.Estimator, tensor(policy), tensor(reference)).data<double>().ToArray();
            MeanKl = kl.Average();
            rewards = penalty.Place == KlPlace.Reward ? TokenRewards.Penalised(rewards, kl.AsSpan(0, rewards.Length), klCoefficient) : rewards;
        }

        var advantages = options.Advantage.Of(rollout, rewards);
        _values = options.Advantage is GaeAdvantage ? rollout.Values : null;
        _returns = _values is null ? null : [.. advantages.Zip(_values, (advantage, value) => advantage + value)];
        Tensor? Column(double[]? numbers) => ColumnOn(device, numbers);
        _all = new Minibatch(
            Column(rollout.LogProbabilities)!, Column(advantages)!, Column(_returns), Column(_values), Column(rollout.ReferenceLogProbabilities),
            options.Aggregation == LossAggregation.EpisodeMean ? Column(rollout.EpisodeWeights()) : null,
            options.Aggregation == LossAggregation.EpisodeBudget ? rollout.Transitions.Length / ((double)rollout.Episodes.Count * longestEpisode!.Value) : 1);
    }

    /// <summary>Mean KL estimate against the reference policy over all actions that were drawn, those after the cut too; NaN without penalty.</summary>
    internal double MeanKl { get; } = double.NaN;

    /// <summary>Share of the variance of the returns that the values explain; NaN without value network or variance.</summary>
    internal double ExplainedVariance()
    {
        if (_returns is null || _values is null)
        {
            return double.NaN;
        }

        double[] errors = [.. _returns.Zip(_values, (result, value) => result - value)];
        var all = RunningMoments.Of(_returns).SumOfSquares;
        return all == 0 ? double.NaN : 1 - RunningMoments.Of(errors).SumOfSquares / all;
    }

    /// <summary>Some of the transitions, in the given order.</summary>
    /// <param name="transitions">Their numbers.</param>
    internal Minibatch Select(long[] transitions) => _all.At(transitions);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var column in new[] { _all.LogProbabilities, _all.Advantages, _all.Returns, _all.Values, _all.ReferenceLogProbabilities, _all.Weights })
        {
            column?.Dispose();
        }
    }

    private static Tensor? ColumnOn(Device device, double[]? numbers) => numbers is null ? null : tensor(numbers, device: device).DetachFromDisposeScope();
}
