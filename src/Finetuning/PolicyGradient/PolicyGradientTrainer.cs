using System.Diagnostics;
using System.Globalization;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.PolicyGradient;

/// <summary>Trains a policy by policy gradients: PPO, A2C, REINFORCE, RLOO, GRPO and what lies between, for labels and token sequences alike.</summary>
/// <remarks>An epoch of its log is one iteration. It stops and continues between two iterations; only the rollout of one can be broken off.</remarks>
public sealed class PolicyGradientTrainer : ITraining
{
    private const string PolicyOptimizer = "optimizer";
    private const string ValueOptimizer = "value optimizer";
    private const string IterationsDone = "epochs";
    private const string StepsDone = "steps";
    private const string KlCoefficientName = "kl coefficient";

    private readonly IActorCritic _actorCritic;
    private readonly PolicyGradientOptions _options;
    private readonly Dictionary<string, Optimizer> _optimizers = [];
    private readonly List<Tensor> _gradients;
    private readonly StepGradient _gradient;
    private readonly Generator _order;
    private readonly Generator _samples;
    private readonly RolloutSource _source;
    private readonly TrainingStep _step = new();
    private double _klCoefficient;
    private long _steps;

    /// <summary>Prepares a training; nothing is trained yet.</summary>
    /// <param name="actorCritic">Policy, value network and inputs. It belongs to the training from now on.</param>
    /// <param name="options">The method.</param>
    /// <param name="streams">The run's random streams; batch order and rollout are used.</param>
    /// <exception cref="ArgumentOutOfRangeException">Options contradict each other.</exception>
    /// <exception cref="ArgumentException">The advantage needs a value network and there is none, or the aggregation a greatest length.</exception>
    public PolicyGradientTrainer(IActorCritic actorCritic, PolicyGradientOptions options, RandomStreams streams)
    {
        ArgumentNullException.ThrowIfNull(actorCritic);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(streams);
        options.Validate();
        if (options.Aggregation == LossAggregation.EpisodeBudget && actorCritic.LongestEpisode is null)
        {
            throw new ArgumentException(
                $"{nameof(LossAggregation.EpisodeBudget)} divides by the most actions that an episode may have, but the actor-critic names no such number.", nameof(actorCritic));
        }

        (_actorCritic, _options, _klCoefficient) = (actorCritic, options, options.Kl?.Coefficient ?? 0);
        _gradients = [empty_like(actorCritic.Policy.Values).DetachFromDisposeScope()];
        _optimizers[PolicyOptimizer] = options.Optimizer.Create(actorCritic.Policy);
        if (options.Advantage is GaeAdvantage gae)
        {
            _optimizers[ValueOptimizer] = (gae.ValueOptimizer ?? options.Optimizer).Create(actorCritic.Value
                ?? throw new ArgumentException("Generalised advantage estimation needs a value network, but the actor-critic has none.", nameof(actorCritic)));
            _gradients.Add(empty_like(actorCritic.Value!.Values).DetachFromDisposeScope());
        }

        _gradient = new StepGradient(actorCritic, options, _gradients);
        _order = streams.Open(RandomStreams.BatchOrder);
        _samples = streams.Open(RandomStreams.Rollout);
        _source = new RolloutSource(actorCritic, options, _order, _samples);
        Log = new MetricsLog([.. PolicyGradientMetrics.OfRollout, .. PolicyGradientMetrics.OfSteps, .. actorCritic.Measures]);
    }

    /// <summary>Told before the first iteration, with 0, and after every logged one; null for none.</summary>
    public Action<int>? Observer { get; init; }

    /// <inheritdoc />
    public Action? BetweenSteps { get; set; }

    /// <inheritdoc />
    public MetricsLog Log { get; }

    /// <summary>Iterations done.</summary>
    public int Epoch { get; private set; }

    /// <inheritdoc />
    public MetricsLog Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var (iterationsBefore, stepsBefore) = (Epoch, _steps);
        if (Epoch == 0)
        {
            Observer?.Invoke(0);
        }

        while (Epoch < _options.Iterations)
        {
            BetweenSteps?.Invoke();
            cancellation.ThrowIfCancellationRequested();
            Iterate(cancellation);
            var elapsed = clock.Elapsed.TotalSeconds;
            progress?.Report(new TrainingProgress(
                Epoch, _options.Iterations, (_steps - stepsBefore) / elapsed,
                TimeSpan.FromSeconds(elapsed / (Epoch - iterationsBefore) * (_options.Iterations - Epoch)),
                string.Create(CultureInfo.InvariantCulture, $"rollout reward {Log.Last("rollout_reward"):F3} (std {Log.Last("rollout_reward_std"):F3})")));
        }

        BetweenSteps?.Invoke();
        return Log;
    }

    /// <inheritdoc />
    public TrainingState Capture()
    {
        _step.RequireWhole();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var state = new TrainingStateBuilder(Log);
        state.Add(IterationsDone, Epoch);
        state.Add(StepsDone, _steps);
        foreach (var (name, optimizer) in _optimizers)
        {
            state.Add(name, optimizer);
        }

        state.Tensors[RandomStreams.BatchOrder] = _order.get_state();
        state.Tensors[RandomStreams.Rollout] = _samples.get_state();
        state.Tensors[KlCoefficientName] = tensor(_klCoefficient, ScalarType.Float64);
        _source.Capture(state.Tensors);
        _actorCritic.Capture(state.Tensors);
        return state.Build();
    }

    /// <inheritdoc />
    public void Restore(TrainingState state, MetricsLog log)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.RequireLog(log);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _actorCritic.Restore(state);
        foreach (var (name, optimizer) in _optimizers)
        {
            state.CopyTo(name, optimizer);
        }

        _order.set_state(state.Tensor(RandomStreams.BatchOrder));
        _samples.set_state(state.Tensor(RandomStreams.Rollout));
        _source.Restore(state);
        _klCoefficient = state.Tensor(KlCoefficientName).item<double>();
        (Epoch, _steps) = ((int)state.Counter(IterationsDone), state.Counter(StepsDone));
        Log.Replace(log);
        _step.Reset();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var optimizer in _optimizers.Values)
        {
            optimizer.Dispose();
        }

        _gradients.ForEach(gradient => gradient.Dispose());
        _order.Dispose();
        _samples.Dispose();
        _actorCritic.Dispose();
    }

    private void Iterate(CancellationToken cancellation)
    {
        _step.RequireWhole();
        using var scope = NewDisposeScope();
        var moment = $"iteration {Epoch + 1}";
        var (rollout, zeroVariance) = TrainingMemoryException.Guard(_actorCritic.MemoryOptions, () => DivergedException.Guard(moment, () =>
        {
            _actorCritic.Begin(Epoch + 1, cancellation);
            return _source.Next(cancellation);
        }));
        _step.Run(moment, _actorCritic.StepMemoryOptions, () => Learn(rollout, zeroVariance));
        if (IsLogged(Epoch))
        {
            Observer?.Invoke(Epoch);
        }
    }

    private bool IsLogged(int iteration) => iteration == 1 || iteration == _options.Iterations || iteration % _options.LogEvery == 0;

    private void Learn(Rollout rollout, double zeroVariance)
    {
        using var batches = new RolloutBatches(rollout, _options, _klCoefficient, _actorCritic.Policy.Values.device, _actorCritic.LongestEpisode);
        var steps = new List<Tensor>();
        for (var pass = 0; pass < _options.EpochsPerRollout; pass++)
        {
            using var order = randperm(rollout.Transitions.Length, ScalarType.Int64, generator: _order);
            foreach (var batch in order.data<long>().ToArray().Chunk(_options.MinibatchSize ?? rollout.Transitions.Length))
            {
                steps.Add(Step([.. batch.Select(t => rollout.Transitions[t])], batches.Select(batch), isFirst: steps.Count == 0));
            }
        }

        DivergedException.Require(_actorCritic.Policy.Values, "policy", $"iteration {Epoch + 1}");
        if (IsLogged(Epoch + 1))
        {
            AddRow(Epoch + 1, rollout, batches, zeroVariance, steps);
        }

        Epoch++;
        if (_options.Kl is { } penalty)
        {
            _klCoefficient = penalty.Controller.Next(_klCoefficient, batches.MeanKl, rollout.Transitions.Length);
        }
    }

    private Tensor Step(IReadOnlyList<Transition> transitions, Minibatch batch, bool isFirst)
    {
        using var scope = NewDisposeScope();
        var metrics = _gradient.Write(transitions, batch, _klCoefficient, isFirst);
        GradientClipping.Clip(_gradients, _options.MaxGradientNorm ?? double.PositiveInfinity);
        _optimizers[PolicyOptimizer].Step(_actorCritic.Policy.Values, _gradients[0]);
        if (_optimizers.TryGetValue(ValueOptimizer, out var value))
        {
            value.Step(_actorCritic.Value!.Values, _gradients[1]);
        }

        TrainingStep.Made(++_steps);
        return metrics.MoveToOuterDisposeScope();
    }

    private void AddRow(int iteration, Rollout rollout, RolloutBatches batches, double zeroVariance, List<Tensor> steps)
    {
        var reward = RunningMoments.Of([.. rollout.Episodes.Select(episode => episode.Reward)]);
        double[] row =
        [
            reward.Mean, reward.Std(Ddof.One), rollout.Episodes.Average(episode => episode.Length), zeroVariance,
            batches.MeanKl, _options.Kl is null ? double.NaN : _klCoefficient, batches.ExplainedVariance(),
            .. PolicyGradientMetrics.Summary(steps), .. _actorCritic.Measure(),
        ];
        foreach (var name in new[] { "ratio", "ratio_max", "approximate_kl_k3", "entropy", "policy_loss", "grad_norm" })
        {
            var place = Log.Names.ToList().IndexOf(name) - 1;
            if (!double.IsFinite(row[place]))
            {
                throw new DivergedException($"'{name}' is {row[place]} in iteration {iteration}: the run has diverged. Choose a smaller learning rate, or look at the rewards.");
            }
        }

        Log.Add(iteration, row);
    }
}
