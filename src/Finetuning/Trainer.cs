using System.Diagnostics;
using System.Globalization;
using VanishingGradients.Analysis;
using VanishingGradients.Data;
using VanishingGradients.Models;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning;

/// <summary>Trains a policy for an objective and logs the paper's metrics for the whole batch and for both reward-std groups.</summary>
/// <remarks>
/// The objective is a mean over inputs, so one forward and one backward pass over each group give the step's gradient and every group
/// metric at the price of a plain step. From the logits on everything is float64: the gradients in question are those that float32 loses.
/// Only a policy that mixes the inputs of a batch needs passes of its own for the groups.
/// </remarks>
public sealed class Trainer : IDisposable
{
    // A step leaves 40 KB of wrappers to the garbage collector, which sees no need to hurry: without a nudge the process grows by 100 MB.
    private const int CollectEvery = 200;

    private readonly Policy _policy;
    private readonly ParameterVector _parameters;
    private readonly EnumerableInputs _train;
    private readonly EnumerableInputs? _test;
    private readonly Objective _objective;
    private readonly TrainerOptions _options;
    private readonly Optimizer _optimizer;
    private readonly Generator _order;
    private readonly Generator _rollout;
    private readonly Tensor? _reference;
    private readonly bool _hasGroups;
    private readonly long _stepsInAll;
    private Tensor? _rolloutPolicy;
    private long _steps;

    /// <summary>Prepares a run; nothing is trained yet.</summary>
    /// <param name="policy">The policy to train, in place.</param>
    /// <param name="train">Training inputs.</param>
    /// <param name="objective">What to train for.</param>
    /// <param name="options">How.</param>
    /// <param name="streams">The run's random streams; batch order and rollout are used.</param>
    /// <param name="test">Inputs to evaluate on at every logged epoch, if any.</param>
    public Trainer(Policy policy, EnumerableInputs train, Objective objective, TrainerOptions options, RandomStreams streams, EnumerableInputs? test = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(streams);
        (_policy, _train, _test, _objective, _options) = (policy, train, test, objective, options);
        _parameters = policy.Parameters;
        if (options.TrustRegion is not null && objective.NeedsSamples)
        {
            throw new ArgumentException($"A trust region needs an objective with exact expectations, but {objective.Name} samples outputs.", nameof(options));
        }

        _stepsInAll = options.Epochs * ((train.Count - 1L) / options.BatchSize + 1);
        _hasGroups = train.IsSmall.Contains(true) && train.IsSmall.Contains(false);
        _optimizer = options.Optimizer.Create(_parameters);
        _order = streams.Open(RandomStreams.BatchOrder);
        _rollout = streams.Open(RandomStreams.Rollout);
        _reference = Reference();
        _rolloutPolicy = objective.NeedsRollout ? LogProbabilities() : null;
        Log = new MetricsLog(StepMetrics.Columns(_hasGroups, test is not null));
    }

    /// <summary>Told the exact statistics of every training input before the first epoch, as epoch 0, and after every logged one; null for none.</summary>
    public Action<int, PolicyEvaluation>? Observer { get; init; }

    /// <summary>The metrics so far; complete up to the last logged epoch even when a run is cancelled.</summary>
    public MetricsLog Log { get; }

    /// <summary>Trains for all epochs.</summary>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops the run between two steps.</param>
    /// <returns><see cref="Log"/>.</returns>
    /// <exception cref="DivergedException">A metric is no longer finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public MetricsLog Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        Observe(0);
        for (var epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            if (_rolloutPolicy is not null && (epoch - 1) % _options.EpochsPerRollout == 0)
            {
                _rolloutPolicy.Dispose();
                _rolloutPolicy = LogProbabilities();
            }

            using var scope = NewDisposeScope();
            var metrics = new List<Tensor>();
            foreach (var batch in Batches())
            {
                cancellation.ThrowIfCancellationRequested();
                metrics.Add(Step(batch));
            }

            if (epoch == 1 || epoch == _options.Epochs || epoch % _options.LogEvery == 0)
            {
                LogEpoch(epoch, metrics);
                Observe(epoch);
            }

            var elapsed = clock.Elapsed.TotalSeconds;
            progress?.Report(new TrainingProgress(
                epoch, _options.Epochs, _steps / elapsed, TimeSpan.FromSeconds(elapsed / epoch * (_options.Epochs - epoch)), Status()));
        }

        return Log;
    }

    /// <summary>One step on the given inputs.</summary>
    /// <param name="batch">Positions of the inputs, each from 0 to n−1.</param>
    /// <returns>The metrics before the step in the order of <see cref="StepMetrics.Columns"/> without test, float64, shape [M]; not read
    /// to the host.</returns>
    public Tensor Step(IReadOnlyList<long> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfZero(batch.Count);
        using var scope = NewDisposeScope();
        _policy.train();

        GroupPass?[] groups = _hasGroups ? [Pass([.. batch.Where(IsSmall)]), Pass([.. batch.Where(i => !IsSmall(i))])] : [];
        var whole = groups is [{ } small, { } large] && !_policy.MixesInputs ? small.Add(large) : Pass(batch)!;
        var parametersNorm = GroupPass.Norm(_parameters.Values);
        var gradientNorm = whole.GradientNorm();
        var metrics = stack([
            whole.Mean(GroupPass.Loss), whole.Mean(GroupPass.Accuracy), whole.Mean(GroupPass.Objective), whole.Mean(GroupPass.Kl),
            parametersNorm, gradientNorm, gradientNorm / parametersNorm, whole.Mean(GroupPass.Reward),
            .. groups.SelectMany(group => GroupMetrics(group, parametersNorm))]);

        Advance(batch, whole.Gradient / whole.Count);
        if (++_steps % CollectEvery == 0)
        {
            GC.Collect(0, GCCollectionMode.Forced, blocking: false);
        }

        return metrics.MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _optimizer.Dispose();
        _order.Dispose();
        _rollout.Dispose();
        _reference?.Dispose();
        _rolloutPolicy?.Dispose();
    }

    private bool IsSmall(long input) => _train.IsSmall[(int)input];

    private List<long[]> Batches()
    {
        using var permutation = randperm(_train.Count, ScalarType.Int64, generator: _order);
        return [.. permutation.data<long>().ToArray().Chunk(_options.BatchSize)];
    }

    /// <summary>Changes the policy by one step.</summary>
    /// <param name="batch">Positions of the inputs.</param>
    /// <param name="gradient">Gradient of the mean objective over them, shape [P].</param>
    private void Advance(IReadOnlyList<long> batch, Tensor gradient)
    {
        var sign = _objective.IsMaximised ? 1.0 : -1.0;
        if (_options.TrustRegion is { } region)
        {
            using var index = tensor(batch.ToArray());
            var (rewards, targets, rollout) = (_train.Rewards.index_select(0, index), _train.Targets.index_select(0, index), _rolloutPolicy?.index_select(0, index));
            TrustRegion.Step(
                _policy, _train.Inputs.index_select(0, index), _options.Temperature, gradient * sign,
                logProbabilities => Regularised(new PolicyBatch(logProbabilities, rewards, targets, null, rollout), index).Objective.mean() * sign, region);
            return;
        }

        var descent = gradient * -sign;
        if (_options.MaxGradientNorm is { } maximum)
        {
            GradientClipping.Clip([descent], maximum);
        }

        _optimizer.Step(_parameters.Values, descent, _options.Schedule.Factor(_optimizer.Steps, _stepsInAll));
    }

    /// <summary>The objective of each input with the KL penalty, and that penalty's divergence, shape [B] each.</summary>
    private (Tensor Objective, Tensor? Kl) Regularised(PolicyBatch batch, Tensor index)
    {
        var kl = _reference is null ? null : _objective.KlPerInput(batch, _reference.index_select(0, index));
        var value = _objective.PerInput(batch);
        return (kl is null ? value : value + kl * (_objective.IsMaximised ? -_options.KlCoefficient : _options.KlCoefficient), kl);
    }

    private GroupPass? Pass(IReadOnlyList<long> inputs)
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
        var gradient = _parameters.Gradient(objective.sum());
        return new GroupPass(inputs.Count, gradient, Sums(batch, objective.detach(), kl?.detach()));
    }

    private static Tensor Sums(PolicyBatch batch, Tensor objective, Tensor? kl)
    {
        using var noGrad = no_grad();
        var statistics = InputStatistics.Of(batch.LogProbabilities, batch.Rewards, batch.Targets);
        return stack([
            statistics.Loss.sum(), statistics.Accuracy.sum(), objective.sum(), kl?.sum() ?? zeros([], ScalarType.Float64),
            statistics.RewardMean.sum(), statistics.RewardStd.sum()]);
    }

    private static IEnumerable<Tensor> GroupMetrics(GroupPass? group, Tensor parametersNorm)
    {
        if (group is null)
        {
            return Enumerable.Repeat(tensor(double.NaN, ScalarType.Float64), StepMetrics.Group.Count);
        }

        var norm = group.GradientNorm();
        return [
            norm, group.Mean(GroupPass.Objective), group.Mean(GroupPass.Accuracy), norm / parametersNorm,
            group.Mean(GroupPass.RewardStd), group.Mean(GroupPass.Reward)];
    }

    private void LogEpoch(int epoch, List<Tensor> metrics)
    {
        var table = stack([.. metrics]).cpu().data<double>().ToArray().Chunk((int)metrics[0].shape[0]).ToArray();
        double[] row = [.. table[0].Select((_, metric) => Mean(table.Select(step => step[metric]), metric >= StepMetrics.Batch.Count)), .. TestMetrics()];
        var undefined = Array.FindIndex(row, 0, StepMetrics.Batch.Count, value => !double.IsFinite(value));
        if (undefined >= 0)
        {
            throw new DivergedException(
                $"'{StepMetrics.Batch[undefined]}' is {row[undefined]} in epoch {epoch}: the run has diverged. Choose a smaller learning rate, or look at the rewards.");
        }

        Log.Add(epoch, row);
    }

    // A batch may hold no input of a group; its metrics are NaN then and do not count.
    private static double Mean(IEnumerable<double> steps, bool ofGroup) =>
        ofGroup ? steps.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average() : steps.Average();

    private double[] TestMetrics()
    {
        if (_test is null)
        {
            return [];
        }

        var evaluation = PolicyEvaluation.Of(_policy, _test, _options.Temperature);
        return [evaluation.Loss.Average(), evaluation.Accuracy.Average()];
    }

    private void Observe(int epoch) => Observer?.Invoke(epoch, PolicyEvaluation.Of(_policy, _train, _options.Temperature));

    private Tensor? Reference() =>
        _options.KlCoefficient == 0 ? null :
        _options.KlReference == KlReference.Uniform ? full_like(_train.Rewards, -Math.Log(_train.Outputs)).DetachFromDisposeScope() :
        LogProbabilities();

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

    private string Status()
    {
        if (Log.Count == 0)
        {
            return "";
        }

        static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
        return _hasGroups
            ? $"reward small {Text(Log.Last($"reward_{StepMetrics.Small}"))} (std {Text(Log.Last($"avg_reward_std_{StepMetrics.Small}"))}), " +
              $"large {Text(Log.Last($"reward_{StepMetrics.Large}"))} (std {Text(Log.Last($"avg_reward_std_{StepMetrics.Large}"))})"
            : $"loss {Text(Log.Last("train_loss"))}";
    }
}
