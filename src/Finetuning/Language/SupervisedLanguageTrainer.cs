using System.Diagnostics;
using System.Globalization;
using VanishingGradients.Analysis.Monitor;
using VanishingGradients.Data;
using VanishingGradients.Models.Language;
using VanishingGradients.Torch;
using static TorchSharp.torch;

namespace VanishingGradients.Finetuning.Language;

/// <summary>Supervised finetuning (SFT), and pretraining, of a language model of either kind on reference completions.</summary>
/// <remarks>
/// The loss of a step is the mean cross-entropy over the labelled tokens of its whole batch. The batch is read in passes of like lengths, whose
/// gradients add up; so memory follows <see cref="SupervisedLanguageOptions.PairsPerPass"/>, and the cost the number of tokens, while the
/// batches are those of the random order alone.
/// </remarks>
public sealed class SupervisedLanguageTrainer : ITraining
{
    private const string MemoryOptions = $"{nameof(SupervisedLanguageOptions.PairsPerPass)} of {nameof(SupervisedLanguageOptions)}";
    private const string EvaluationPart = "evaluation";
    private const string OptimizerName = "optimizer";
    private const string ParametersName = "parameters";
    private const string OrderName = "epoch order";
    private const string PairsName = "pairs";
    private const string StepsName = "steps";

    private readonly LanguageModel _model;
    private readonly SupervisedLanguageOptions _options;
    private readonly HeldOutExamples? _heldOut;
    private readonly RewardProbe? _probe;
    private readonly RandomStreams _streams;
    private readonly PromptCompletion[] _pairs;
    private readonly Optimizer _optimizer;
    private readonly Tensor _gradient;
    private readonly TokenLoss _loss;
    private readonly Generator _orders;
    private readonly StepsSinceRow _row = new();
    private readonly TrainingStep _step = new();
    private readonly int _stepsPerEpoch;
    private int[] _order = [];

    /// <summary>Prepares a run; nothing is trained yet.</summary>
    /// <param name="model">The model to train, in place.</param>
    /// <param name="train">All training examples, before a share of them is chosen.</param>
    /// <param name="options">How.</param>
    /// <param name="streams">The run's random streams; batch order, the stream that chooses inputs and, for rewards of held-out examples, the
    /// part "evaluation" are used.</param>
    /// <param name="heldOut">Examples to evaluate on at every row of the log, if any.</param>
    /// <param name="probe">Measures rewards of the same model prompt by prompt at every row of the log, if given.</param>
    /// <exception cref="LanguageExampleException">An example does not fit the model; the message says which and why.</exception>
    /// <exception cref="ArgumentException">There is no example, or labels on prompts are asked of a model that encodes its prompts.</exception>
    public SupervisedLanguageTrainer(
        LanguageModel model,
        IReadOnlyList<LanguageExample> train,
        SupervisedLanguageOptions options,
        RandomStreams streams,
        HeldOutExamples? heldOut = null,
        RewardProbe? probe = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(streams);
        ExampleCheck.Require(model, train, options.Tokens);
        if (heldOut is not null)
        {
            ExampleCheck.Require(model, heldOut.Examples, options.Tokens);
            _ = heldOut.Reward is { } held ? RolloutCheck.Require(model, held.Inputs, held.Sampling) : null;
        }

        (_model, _options, _streams, _heldOut, _probe) = (model, options, streams, heldOut, probe);
        Inputs = Chosen(train);
        _pairs = PromptCompletion.Of(Inputs);
        _stepsPerEpoch = (_pairs.Length - 1) / options.BatchSize + 1;
        Steps = options.Steps(train.Sum(example => example.Completions.Count));
        _optimizer = options.Optimizer.Create(model.Parameters);
        _gradient = empty_like(model.Parameters.Values).DetachFromDisposeScope();
        _loss = new TokenLoss(model);
        _orders = streams.Open(RandomStreams.BatchOrder);
        Log = new MetricsLog(LanguageMetrics.Columns(heldOut, probe));
    }

    /// <summary>The training examples that are used.</summary>
    public IReadOnlyList<LanguageExample> Inputs { get; }

    /// <summary>Steps of the whole run.</summary>
    public long Steps { get; }

    /// <summary>Steps done.</summary>
    public long StepsDone { get; private set; }

    /// <inheritdoc />
    public MetricsLog Log { get; }

    /// <summary>Epochs done, over the inputs that were chosen.</summary>
    public int Epoch => (int)(StepsDone / _stepsPerEpoch);

    /// <inheritdoc />
    public Action? BetweenSteps { get; set; }

    /// <summary>Told what the probe finds at every row of the log; null for none.</summary>
    public VanishingGradientMonitor? Monitor { get; init; }

    /// <summary>Keeps what the probe finds at every row of the log, prompt by prompt; null for none. It stays the caller's.</summary>
    public PromptJournal? Journal { get; init; }

    private bool IsRowDue => _row.Count > 0 && (_row.Count >= (_options.LogEvery ?? _stepsPerEpoch) || StepsDone == Steps);

    /// <summary>Trains for the steps that are left.</summary>
    /// <param name="progress">Told after every row of the log.</param>
    /// <param name="cancellation">Stops between two steps or in an evaluation, which is then made up for when the run goes on.</param>
    /// <returns><see cref="Log"/>.</returns>
    /// <exception cref="DivergedException">The gradient is no longer finite; the parameters are still sound.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public MetricsLog Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var (clock, before) = (Stopwatch.StartNew(), StepsDone);
        while (StepsDone < Steps || IsRowDue)
        {
            BetweenSteps?.Invoke();
            cancellation.ThrowIfCancellationRequested();
            if (!IsRowDue)
            {
                _step.Run($"step {StepsDone + 1}", MemoryOptions, Step);
            }

            if (IsRowDue)
            {
                TrainingMemoryException.Guard(MemoryOptions, () => AddRow(cancellation));
                progress?.Report(Progress(clock.Elapsed.TotalSeconds, StepsDone - before));
            }
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
        state.Add(PairsName, _pairs.Length);
        state.Add(StepsName, StepsDone);
        state.Add(OptimizerName, _optimizer);
        state.Tensors[ParametersName] = _model.Parameters.Values.clone();
        state.Tensors[RandomStreams.BatchOrder] = _orders.get_state();
        if (_order.Length > 0)
        {
            state.Tensors[OrderName] = tensor(_order);
        }

        _row.Capture(state.Tensors);
        return state.Build();
    }

    /// <inheritdoc />
    public void Restore(TrainingState state, MetricsLog log)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.RequireLog(log);
        var parameters = state.Tensor(ParametersName);
        if (parameters.numel() != _model.Parameters.Count || parameters.dtype != _model.Parameters.Values.dtype || state.Counter(PairsName) != _pairs.Length)
        {
            throw new ArgumentException(
                $"The state is of a training of {parameters.numel()} parameters ({parameters.dtype}) on {state.Counter(PairsName)} pairs, but this one has " +
                $"{_model.Parameters.Count} ({_model.Parameters.Values.dtype}) and {_pairs.Length}.", nameof(state));
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        state.CopyTo(OptimizerName, _optimizer);
        _model.Parameters.Values.copy_(parameters);
        _orders.set_state(state.Tensor(RandomStreams.BatchOrder));
        _order = state.Tensors.GetValueOrDefault(OrderName)?.data<int>().ToArray() ?? [];
        _row.Restore(state);
        StepsDone = state.Counter(StepsName);
        Log.Replace(log);
        _step.Reset();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _optimizer.Dispose();
        _gradient.Dispose();
        _loss.Dispose();
        _orders.Dispose();
        _row.Dispose();
    }

    private LanguageExample[] Chosen(IReadOnlyList<LanguageExample> train)
    {
        using var stream = _streams.Open(_options.InputStream);
        var count = Math.Max(1, (int)Math.Round(_options.InputShare * train.Count));
        return [.. RandomOrder.Of(train.Count, stream).Take(count).Order().Select(i => train[i])];
    }

    private void Step()
    {
        var clock = Stopwatch.StartNew();
        using var scope = NewDisposeScope();
        var batch = NextBatch();
        var labels = batch.Sum(pair => (long)pair.Labels(_options.Tokens));
        BatchGradient.Write(_gradient, _model, _loss, batch, labels, _options, _row);
        var norm = GradientClipping.Clip([_gradient], _options.MaxGradientNorm ?? double.PositiveInfinity);
        _optimizer.Step(_model.Parameters.Values, _gradient, _options.Schedule.Factor(_optimizer.Steps, Steps));
        _row.AddStep(labels, batch.Sum(pair => (long)pair.Length), norm, clock.Elapsed);
        TrainingStep.Made(++StepsDone);
    }

    private PromptCompletion[] NextBatch()
    {
        var place = (int)(StepsDone % _stepsPerEpoch);
        if (place == 0)
        {
            _order = RandomOrder.Of(_pairs.Length, _orders);
        }

        return [.. _order.Skip(place * _options.BatchSize).Take(_options.BatchSize).Select(i => _pairs[i])];
    }

    private void AddRow(CancellationToken cancellation)
    {
        var means = _row.Means();
        List<double> values =
        [
            StepsDone, means.Loss, means.Accuracy, means.GradientNorm,
            _options.Optimizer.LearningRate * _options.Schedule.Factor(StepsDone - 1, Steps), means.TokensPerSecond,
        ];
        if (_heldOut is not null)
        {
            var test = LanguageEvaluation.Of(_model, _heldOut.Examples, _options.Tokens, _options.PairsPerPass, cancellation);
            values.AddRange([test.Loss, test.Perplexity, test.Accuracy]);
            if (_heldOut.Reward is { } reward)
            {
                values.Add(reward.Mean(_model, _streams.Part(EvaluationPart), cancellation));
            }
        }

        if (_probe is not null)
        {
            _probe.Measure(StepsDone, cancellation);
            _probe.Report(Monitor, Journal);
            values.AddRange(_probe.Row);
        }

        Log.Add((int)((StepsDone - 1) / _stepsPerEpoch) + 1, [.. values]);
        _row.Clear();
    }

    private TrainingProgress Progress(double seconds, long steps) => new(
        Epoch, (int)((Steps - 1) / _stepsPerEpoch) + 1, steps / seconds, TimeSpan.FromSeconds(seconds / Math.Max(1, steps) * (Steps - StepsDone)), Status());

    private string Status()
    {
        static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
        var status = $"loss {Text(Log.Last("train_loss"))}";
        return _heldOut is null ? status
            : $"{status}, held out {Text(Log.Last("test_loss"))}{(_heldOut.Reward is not null ? $", reward {Text(Log.Last(LanguageMetrics.TestReward))}" : "")}";
    }
}
