using VanishingGradients.Analysis;
using VanishingGradients.Data;
using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Forward and backward passes of an objective over parts of the training inputs, with the policies that it holds fixed.</summary>
internal sealed class ObjectivePass : IDisposable
{
    private const string ReferenceName = "reference";
    private const string RolloutName = "rollout policy";

    private readonly Policy _policy;
    private readonly EnumerableInputs _train;
    private readonly Objective _objective;
    private readonly TrainerOptions _options;
    private readonly Generator _rollout;
    private Tensor? _reference;
    private Tensor? _rolloutPolicy;

    /// <summary>Fixes the reference policy as the policy is now.</summary>
    internal ObjectivePass(Policy policy, EnumerableInputs train, Objective objective, TrainerOptions options, Generator rollout)
    {
        if (options.TrustRegion is not null && objective.NeedsSamples)
        {
            throw new ArgumentException($"A trust region needs an objective with exact expectations, but {objective.Name} samples outputs.", nameof(options));
        }

        (_policy, _train, _objective, _options, _rollout) = (policy, train, objective, options, rollout);
        _reference =
            options.KlCoefficient == 0 ? null :
            options.KlReference == KlReference.Uniform ? full_like(train.Rewards, -Math.Log(train.Outputs)).DetachFromDisposeScope() :
            LogProbabilities();
        FreezeRolloutPolicy();
    }

    /// <summary>Makes the policy as it is now the rollout policy, where the objective needs one.</summary>
    internal void FreezeRolloutPolicy()
    {
        if (_objective.NeedsRollout)
        {
            _rolloutPolicy?.Dispose();
            _rolloutPolicy = LogProbabilities();
        }
    }

    /// <summary>One forward and one backward pass; null for no inputs.</summary>
    /// <param name="inputs">Positions.</param>
    internal GroupPass? Of(IReadOnlyList<long> inputs)
    {
        if (inputs.Count == 0)
        {
            return null;
        }

        using var index = tensor(inputs.ToArray());
        var logProbabilities = _policy.LogProbabilities(_train.Inputs.index_select(0, index), _options.Temperature);
        var batch = new PolicyBatch(
            logProbabilities, _train.Rewards.index_select(0, index), _train.Targets.index_select(0, index),
            _objective.NeedsSamples ? logProbabilities.detach().exp().multinomial(1, generator: _rollout).squeeze(-1) : null,
            _rolloutPolicy?.index_select(0, index));
        var (objective, kl) = Regularised(batch, index);
        var gradient = _policy.Parameters.Gradient(objective.sum());
        return new GroupPass(inputs.Count, gradient, Sums(batch, objective.detach(), kl?.detach()));
    }

    /// <summary>Changes the policy by one step along the natural gradient.</summary>
    /// <param name="inputs">Positions.</param>
    /// <param name="gradient">Gradient of the mean loss over them, shape [P].</param>
    /// <param name="region">How far.</param>
    internal void TrustRegionStep(IReadOnlyList<long> inputs, Tensor gradient, TrustRegionOptions region)
    {
        using var index = tensor(inputs.ToArray());
        var sign = _objective.IsMaximised ? 1.0 : -1.0;
        TrustRegion.Step(
            _policy, _train.Inputs.index_select(0, index), _options.Temperature, -gradient,
            logProbabilities => sign * Regularised(
                new PolicyBatch(
                    logProbabilities, _train.Rewards.index_select(0, index), _train.Targets.index_select(0, index),
                    RolloutLogProbabilities: _rolloutPolicy?.index_select(0, index)),
                index).Objective.mean(),
            region);
    }

    /// <summary>Adds copies of the fixed policies to a state.</summary>
    internal void Capture(Dictionary<string, Tensor> tensors)
    {
        foreach (var (name, values) in new[] { (ReferenceName, _reference), (RolloutName, _rolloutPolicy) })
        {
            if (values is not null)
            {
                tensors[name] = values.clone().DetachFromDisposeScope();
            }
        }
    }

    /// <summary>Takes copies of the fixed policies from a state.</summary>
    internal void Restore(TrainingState state)
    {
        _reference?.copy_(state.Tensor(ReferenceName));
        _rolloutPolicy?.copy_(state.Tensor(RolloutName));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _reference?.Dispose();
        _rolloutPolicy?.Dispose();
    }

    /// <summary>The objective of each input with the KL penalty, and the divergence that the penalty is for, shape [B] each.</summary>
    private (Tensor Objective, Tensor? Kl) Regularised(PolicyBatch batch, Tensor index)
    {
        var kl = _reference is null ? null : _objective.KlPerInput(batch, _reference.index_select(0, index));
        var value = _objective.PerInput(batch);
        return (kl is null ? value : value + kl * (_objective.IsMaximised ? -_options.KlCoefficient : _options.KlCoefficient), kl);
    }

    private static Tensor Sums(PolicyBatch batch, Tensor objective, Tensor? kl)
    {
        using var noGrad = no_grad();
        var statistics = InputStatistics.Of(batch.LogProbabilities, batch.Rewards, batch.Targets);
        return stack([
            statistics.Loss.sum(), statistics.Accuracy.sum(), objective.sum(), kl?.sum() ?? zeros([], ScalarType.Float64),
            statistics.RewardMean.sum(), statistics.RewardStd.sum()]);
    }

    /// <summary>ln p(y|x) of all training inputs under the policy as it is now, in evaluation mode, shape [n, K]. The caller disposes it.</summary>
    private Tensor LogProbabilities()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _policy.eval();
        var chunks = Enumerable.Range(0, (_train.Count - 1) / _options.BatchSize + 1).Select(chunk => _policy.LogProbabilities(
            _train.Inputs.narrow(
                0, chunk * _options.BatchSize, Math.Min(_options.BatchSize, _train.Count - chunk * _options.BatchSize)),
            _options.Temperature));
        return cat([.. chunks]).DetachFromDisposeScope();
    }
}
