using System.Diagnostics;
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
public sealed class Trainer : ITraining
{
    private const string PolicyName = "policy";
    private const string OptimizerName = "optimizer";
    private const string EpochsDone = "epochs";
    private const string StepsDone = "steps";

    private readonly Policy _policy;
    private readonly EnumerableInputs _train;
    private readonly EnumerableInputs? _test;
    private readonly Objective _objective;
    private readonly TrainerOptions _options;
    private readonly Optimizer _optimizer;
    private readonly Generator _order;
    private readonly Generator _rollout;
    private readonly ObjectivePass _passes;
    private readonly bool _hasGroups;
    private readonly TrainingStep _step = new();
    private readonly EpochUnderWay _epoch = new();
    private readonly long _stepsInAll;
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
        _stepsInAll = options.Epochs * ((train.Count - 1L) / options.BatchSize + 1);
        _hasGroups = train.IsSmall.Contains(true) && train.IsSmall.Contains(false);
        _optimizer = options.Optimizer.Create(policy.Parameters);
        _order = streams.Open(RandomStreams.BatchOrder);
        _rollout = streams.Open(RandomStreams.Rollout);
        _passes = new ObjectivePass(policy, train, objective, options, _rollout);
        Log = new MetricsLog(StepMetrics.Columns(_hasGroups, test is not null));
    }

    /// <summary>Told the exact statistics of every training input before the first step, as epoch 0, and after every logged epoch; null
    /// for none.</summary>
    public Action<int, PolicyEvaluation>? Observer { get; init; }

    /// <inheritdoc />
    public Action? BetweenSteps { get; set; }

    /// <summary>The metrics so far; complete up to the last logged epoch even when a run is cancelled.</summary>
    public MetricsLog Log { get; }

    /// <inheritdoc />
    public int Epoch { get; private set; }

    /// <inheritdoc />
    public MetricsLog Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var (epochsBefore, stepsBefore) = (Epoch, _steps);
        if (_steps == 0)
        {
            Observe();
        }

        while (Epoch < _options.Epochs)
        {
            RunEpoch(cancellation);
            var elapsed = clock.Elapsed.TotalSeconds;
            progress?.Report(new TrainingProgress(
                Epoch, _options.Epochs, (_steps - stepsBefore) / elapsed,
                TimeSpan.FromSeconds(elapsed / (Epoch - epochsBefore) * (_options.Epochs - Epoch)), TrainingStatus.Of(Log)));
        }

        BetweenSteps?.Invoke();
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

        var groups = Groups(batch);
        var whole = groups is [{ } small, { } large] && !_policy.MixesInputs ? small.Add(large) : _passes.Of(batch)!;
        var metrics = BatchMetrics.Of(whole, groups, _policy.Parameters.Values);
        Advance(batch, whole.Gradient.mul_((_objective.IsMaximised ? -1.0 : 1.0) / whole.Count));
        TrainingStep.Made(++_steps);
        return metrics.MoveToOuterDisposeScope();
    }

    /// <inheritdoc />
    public TrainingState Capture()
    {
        _step.RequireWhole();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var state = new TrainingStateBuilder(Log);
        state.Add(EpochsDone, Epoch);
        state.Add(StepsDone, _steps);
        state.Add(PolicyName, PolicyState.Of(_policy).Tensors);
        state.Add(OptimizerName, _optimizer);
        state.Tensors[RandomStreams.BatchOrder] = _order.get_state();
        state.Tensors[RandomStreams.Rollout] = _rollout.get_state();
        _passes.Capture(state.Tensors);
        _epoch.Capture(state.Tensors);
        return state.Build();
    }

    /// <inheritdoc />
    public void Restore(TrainingState state, MetricsLog log)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.RequireLog(log);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        new PolicyState(state.Part($"{PolicyName}/")).CopyTo(_policy);
        state.CopyTo(OptimizerName, _optimizer);
        _order.set_state(state.Tensor(RandomStreams.BatchOrder));
        _rollout.set_state(state.Tensor(RandomStreams.Rollout));
        _passes.Restore(state);
        _epoch.Restore(state);
        (Epoch, _steps) = ((int)state.Counter(EpochsDone), state.Counter(StepsDone));
        Log.Replace(log);
        _step.Reset();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _optimizer.Dispose();
        _order.Dispose();
        _rollout.Dispose();
        _passes.Dispose();
        _epoch.Dispose();
    }

    /// <summary>Changes the policy by one step.</summary>
    /// <param name="batch">Positions of the inputs.</param>
    /// <param name="gradient">Gradient of the mean loss over them, shape [P].</param>
    private void Advance(IReadOnlyList<long> batch, Tensor gradient)
    {
        if (_options.TrustRegion is { } region)
        {
            _passes.TrustRegionStep(batch, gradient, region);
            return;
        }

        if (_options.MaxGradientNorm is { } maximum)
        {
            GradientClipping.Clip([gradient], maximum);
        }

        _optimizer.Step(_policy.Parameters.Values, gradient, _options.Schedule.Factor(_optimizer.Steps, _stepsInAll));
    }

    private GroupPass?[] Groups(IReadOnlyList<long> batch)
    {
        if (!_hasGroups)
        {
            return [];
        }

        if (!_policy.MixesInputs || !_options.GroupPassesKeepStatistics)
        {
            return Passes();
        }

        if (!IsLogged(Epoch + 1))
        {
            return [null, null];
        }

        Tensor[] buffers = [.. _policy.buffers()];
        Tensor[] kept = [.. buffers.Select(buffer => buffer.clone())];
        var groups = Passes();
        using var noGrad = no_grad();
        foreach (var (buffer, values) in buffers.Zip(kept))
        {
            buffer.copy_(values);
        }

        return groups;

        GroupPass?[] Passes() => [Pass([.. batch.Where(IsSmall)]), Pass([.. batch.Where(i => !IsSmall(i))])];

        // The variance over one input does not exist: running statistics would be NaN from then on.
        GroupPass? Pass(long[] group) => _policy.MixesInputs && group.Length == 1 ? null : _passes.Of(group);
    }

    private bool IsLogged(int epoch) => epoch == 1 || epoch == _options.Epochs || epoch % _options.LogEvery == 0;

    private bool IsSmall(long input) => _train.IsSmall[(int)input];

    private void RunEpoch(CancellationToken cancellation)
    {
        if (!_epoch.HasBegun)
        {
            if (Epoch % _options.EpochsPerRollout == 0)
            {
                _passes.FreezeRolloutPolicy();
            }

            _epoch.Begin(_train.Count, _order);
        }

        foreach (var batch in _epoch.Batches(_options.BatchSize))
        {
            BetweenSteps?.Invoke();
            cancellation.ThrowIfCancellationRequested();
            _step.Run($"a step of epoch {Epoch + 1}", $"{nameof(TrainerOptions.BatchSize)} of {nameof(TrainerOptions)}", () => _epoch.Add(Step(batch)));
        }

        var epoch = Epoch + 1;
        if (IsLogged(epoch))
        {
            Log.Add(epoch, [.. _epoch.Metrics(epoch), .. TestMetrics()]);
        }

        Epoch = epoch;
        _epoch.End();
        if (IsLogged(epoch))
        {
            Observe();
        }
    }

    private double[] TestMetrics()
    {
        if (_test is null)
        {
            return [];
        }

        var evaluation = PolicyEvaluation.Of(_policy, _test, _options.Temperature);
        return [evaluation.Loss.Average(), evaluation.Accuracy.Average()];
    }

    private void Observe() => Observer?.Invoke(Epoch, PolicyEvaluation.Of(_policy, _train, _options.Temperature));
}
