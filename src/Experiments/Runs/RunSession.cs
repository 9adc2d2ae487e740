using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models;

namespace VanishingGradients.Experiments.Runs;

/// <summary>One execution of a run, from its checkpoint or the beginning to its end.</summary>
internal sealed class RunSession : IDisposable
{
    private readonly RunFolder _folder;
    private readonly RunExecution _execution;
    private readonly IProgress<RunProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly IReadOnlyList<string> _stages;
    private readonly RunState? _saved;
    private readonly RunExperiment _experiment;

    /// <summary>Reads the checkpoint, then loads the data and makes the policy.</summary>
    internal RunSession(RunFolder folder, RunExecution execution, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        (_folder, _execution, _progress, _cancellation) = (folder, execution, progress, cancellation);
        _stages = [StageOptions.Pretraining, .. folder.Options.StageNames];
        _saved = File.Exists(folder.CheckpointFile) ? RunState.Load(folder.CheckpointFile) : null;
        _experiment = folder.Options.Open(cancellation);
    }

    internal RunResult Run()
    {
        List<StageResult> results = [.. _saved?.Results ?? []];
        if (_saved?.Policy is { } parameters)
        {
            new PolicyState(parameters).CopyTo(_experiment.Policy);
        }

        // Only the stage that the checkpoint is in continues; the others begin.
        var resumed = _saved?.Training is null ? null : _saved;
        for (var stage = results.Count; stage < _stages.Count; stage++)
        {
            results.Add(Execute(stage, results, resumed));
            using var policy = PolicyState.Of(_experiment.Policy);
            new RunState(results, null, null, 0, policy.Tensors).Save(_folder.CheckpointFile);
            resumed = null;
        }

        return Finish(new RunResult(results));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _saved?.Dispose();
        _experiment.Dispose();
    }

    private RunResult Finish(RunResult result)
    {
        RunJson.Writing(_folder.PolicyFile, () => _experiment.SavePolicy(_folder.PolicyFile));
        RunJson.Save(_folder.ResultFile, result);
        File.Delete(_folder.CheckpointFile);
        return result;
    }

    private StageResult Execute(int stage, IReadOnlyList<StageResult> results, RunState? resumed)
    {
        using var ready = _experiment.Start(stage, resumed?.Chosen, _folder.Path);
        var log = ready is null ? null
            : stage == 0 && _execution.PretrainedFolder is { } shared ? SharePretraining(shared, ready, resumed)
            : Train(stage, results, ready, resumed);
        // How fast it was is no result: it is never the same again.
        var names = log?.Names.Except(LanguageActorCritic.Speeds) ?? [];
        return new StageResult(
            _stages[stage], ready?.Inputs ?? 0, names.ToDictionary(name => name, name => log!.Last(name)),
            _experiment.Evaluate(stage, _folder.CensusPath(_stages[stage]), _cancellation));
    }

    private MetricsLog SharePretraining(string folder, StageTraining pretraining, RunState? resumed)
    {
        var (log, isShared) = PretrainedEntry.Share(
            folder, _folder.Options, _experiment.Policy, () => Train(0, [], pretraining, resumed),
            () => Report(0, new TrainingProgress(0, 1, 0, TimeSpan.Zero, "waits for the pretraining of another run")), _cancellation);
        if (isShared)
        {
            using var metrics = MetricsFile.Create(_folder.MetricsPath(StageOptions.Pretraining), log.Names);
            metrics.Append(log);
        }

        return log;
    }

    private MetricsLog Train(int stage, IReadOnlyList<StageResult> results, StageTraining ready, RunState? resumed)
    {
        var training = ready.Training;
        var path = _folder.MetricsPath(_stages[stage]);
        MetricsFile metrics;
        if (resumed is null)
        {
            metrics = MetricsFile.Create(path, training.Log.Names);
        }
        else
        {
            (metrics, var log) = MetricsFile.Continue(path, resumed.MetricsBytes);
            training.Restore(resumed.Training!, log);
        }

        using var keeper = new StageKeeper(
            _folder.CheckpointFile, _execution, training, metrics, new RunState([.. results], null, ready.Chosen, 0, null));
        try
        {
            training.Run(_progress is null ? null : new StageProgress(this, stage), _cancellation);
        }
        catch (OperationCanceledException)
        {
            keeper.Save();
            throw;
        }

        keeper.FinishMetrics();
        return training.Log;
    }

    private void Report(int stage, TrainingProgress training) => _progress?.Report(new RunProgress(_stages[stage], stage, _stages.Count, training));

    private sealed class StageProgress(RunSession session, int stage) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => session.Report(stage, value);
    }
}
