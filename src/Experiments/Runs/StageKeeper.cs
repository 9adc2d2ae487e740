using System.Diagnostics;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Runs;

/// <summary>Saves a stage while it trains: its metrics every second, checkpoints as often as asked for.</summary>
internal sealed class StageKeeper : IDisposable
{
    private static readonly TimeSpan MetricsPause = TimeSpan.FromSeconds(1);

    private readonly string _checkpoint;
    private readonly RunExecution _execution;
    private readonly ITraining _training;
    private readonly MetricsFile _metrics;
    private readonly RunState _stage;
    private readonly Stopwatch _sinceMetrics = Stopwatch.StartNew();
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    private int _savedEpoch;

    /// <summary>Begins to save.</summary>
    /// <param name="checkpoint">The checkpoint file.</param>
    /// <param name="execution">How often.</param>
    /// <param name="training">The training; its <see cref="ITraining.BetweenSteps"/> is used.</param>
    /// <param name="metrics">The metrics file. It belongs to the keeper from now on.</param>
    /// <param name="stage">The stage; its training is replaced at every checkpoint.</param>
    internal StageKeeper(string checkpoint, RunExecution execution, ITraining training, MetricsFile metrics, RunState stage)
    {
        (_checkpoint, _execution, _training, _metrics, _stage) = (checkpoint, execution, training, metrics, stage);
        _savedEpoch = training.Epoch;
        training.BetweenSteps = SaveWhatIsDue;
    }

    /// <summary>Saves everything now.</summary>
    internal void Save()
    {
        _metrics.Append(_training.Log);
        _metrics.FlushToDisk();
        using var state = _training.Capture();
        (_stage with { Training = state, MetricsBytes = _metrics.Length }).Save(_checkpoint);
        _savedEpoch = _training.Epoch;
        _sinceMetrics.Restart();
        _sinceCheckpoint.Restart();
    }

    /// <summary>Saves the last rows.</summary>
    internal void FinishMetrics()
    {
        _metrics.Append(_training.Log);
        _metrics.FlushToDisk();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _training.BetweenSteps = null;
        _metrics.Dispose();
    }

    private void SaveWhatIsDue()
    {
        if (_training.Epoch - _savedEpoch >= (_execution.CheckpointEpochs ?? int.MaxValue)
            || _sinceCheckpoint.Elapsed.TotalSeconds >= _execution.CheckpointSeconds)
        {
            Save();
        }
        else if (_sinceMetrics.Elapsed >= MetricsPause)
        {
            _metrics.Append(_training.Log);
            _sinceMetrics.Restart();
        }
    }
}
