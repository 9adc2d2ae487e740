using VanishingGradients.Analysis;
using VanishingGradients.Analysis.Census;
using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Rewards;

namespace VanishingGradients.Experiments.Runs;

/// <summary>One execution of a run, from its checkpoint or the beginning to its end.</summary>
internal sealed class RunSession : IDisposable
{
    private readonly RunFolder _folder;
    private readonly RunExecution _execution;
    private readonly IProgress<RunProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly RunState? _saved;
    private readonly ControlledExperiment _experiment;

    /// <summary>Reads the checkpoint, then loads the data and makes the policy.</summary>
    internal RunSession(RunFolder folder, RunExecution execution, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        (_folder, _execution, _progress, _cancellation) = (folder, execution, progress, cancellation);
        _saved = File.Exists(folder.CheckpointFile) ? RunState.Load(folder.CheckpointFile) : null;
        _experiment = Experiment(folder.Options, cancellation);
    }

    private IReadOnlyList<StageOptions> Stages => _folder.Options.Stages;

    private Policy Policy => _experiment.Policy;

    internal RunResult Run()
    {
        List<StageResult> results = [.. _saved?.Results ?? []];
        if (_saved?.Policy is { } parameters)
        {
            new PolicyState(parameters).CopyTo(Policy);
        }

        // Only the stage that the checkpoint is in continues; the others begin.
        var resumed = _saved?.Training is null ? null : _saved;
        for (var stage = results.Count; stage <= Stages.Count; stage++)
        {
            results.Add(stage == 0 ? Pretrain(resumed) : Finetune(stage, results, resumed));
            using var policy = PolicyState.Of(Policy);
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

    private static ControlledExperiment Experiment(RunOptions options, CancellationToken cancellation)
    {
        using var environment = ControlledEnvironments
            .LoadAsync(options.Environment, Console.Error.WriteLine, cancellation: cancellation).GetAwaiter().GetResult();
        return new ControlledExperiment(environment.Train, environment.Test, options.Setting);
    }

    private RunResult Finish(RunResult result)
    {
        using (var policy = PolicyState.Of(Policy))
        {
            RunJson.Writing(_folder.PolicyFile, () => SafetensorsWriter.Write(_folder.PolicyFile, policy.Tensors));
        }

        RunJson.Save(_folder.ResultFile, result);
        File.Delete(_folder.CheckpointFile);
        return result;
    }

    private StageResult Pretrain(RunState? resumed)
    {
        using var train = _experiment.Task.ForPretraining();
        using var test = _experiment.Task.TestForPretraining();
        var streams = _experiment.Streams.Part(StageOptions.Pretraining);
        ITraining Start() => new Trainer(Policy, train, new Supervised(), _folder.Options.Setting.Pretraining, streams, test);

        using var shared = _execution.PretrainedFolder is { } folder
            ? PretrainedEntry.Take(folder, _folder.Options, () => Report(0, "waits for the pretraining of another run"), _cancellation)
            : null;
        MetricsLog log;
        if (shared is { Exists: true })
        {
            log = shared.CopyTo(Policy);
            using var metrics = MetricsFile.Create(_folder.MetricsPath(StageOptions.Pretraining), log.Names);
            metrics.Append(log);
        }
        else
        {
            log = Train(0, [], Start, [.. Enumerable.Range(0, train.Count)], resumed);
            shared?.Store(Policy, log);
        }

        return Result(0, train.Count, log);
    }

    private StageResult Finetune(int stage, IReadOnlyList<StageResult> results, RunState? resumed)
    {
        var options = Stages[stage - 1];
        using var all = Inputs(options.Reward);
        var chosen = resumed?.Inputs ?? options.Inputs.Choose(all, Policy, _experiment.Streams);
        using var train = all.Select(chosen);
        using var test = _experiment.Task.TestForFinetuning();
        var streams = _experiment.Streams.Part(options.Name);
        var log = Train(stage, results, () => options.Method.Start(Policy, train, test, streams), chosen, resumed);
        return Result(stage, chosen.Count, log);
    }

    private MetricsLog Train(
        int stage, IReadOnlyList<StageResult> results, Func<ITraining> start, IReadOnlyList<int> inputs, RunState? resumed)
    {
        using var training = start();
        var path = _folder.MetricsPath(Name(stage));
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
            _folder.CheckpointFile, _execution, training, metrics, new RunState([.. results], null, inputs, 0, null));
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

    private StageResult Result(int stage, int inputs, MetricsLog log)
    {
        using var all = Inputs(stage == 0 ? Stages.FirstOrDefault()?.Reward ?? new PlusMinusOneReward() : Stages[stage - 1].Reward);
        var evaluation = PolicyEvaluation.Of(Policy, all);
        SaveCensus(_folder.CensusPath(Name(stage)), evaluation, all);
        return new StageResult(Name(stage), inputs, log.Names.ToDictionary(name => name, log.Last), Evaluate(evaluation, all.IsSmall));
    }

    private static void SaveCensus(string path, PolicyEvaluation evaluation, EnumerableInputs inputs)
    {
        double[] rewards = inputs.Rewards.cpu().data<double>().ToArray();
        var census = InputCensus
            .FromExact(evaluation.RewardMean, evaluation.RewardStd, new RewardRange(rewards.Min(), rewards.Max()))
            // The cross-entropy with a single label is −ln of its probability.
            .WithColumn(CensusColumns.SuccessShare, [.. evaluation.Loss.Select(loss => Math.Exp(-loss))])
            .WithFlags([.. inputs.IsSmall.Select(small => small ? InputFlags.Relabelled : InputFlags.None)]);
        RunJson.Writing(path, () => census.SaveCsv(path));
    }

    private static Dictionary<string, double> Evaluate(PolicyEvaluation evaluation, IReadOnlyList<bool> isSmall)
    {
        var means = new Dictionary<string, double>();
        foreach (var (suffix, chosen) in new (string, Func<int, bool>)[]
            { ("", _ => true), ($"_{StepMetrics.Small}", i => isSmall[i]), ($"_{StepMetrics.Large}", i => !isSmall[i]) })
        {
            foreach (var (name, values) in new[]
            {
                ("train_loss", evaluation.Loss), ("train_accuracy", evaluation.Accuracy),
                ("reward", evaluation.RewardMean), ("avg_reward_std", evaluation.RewardStd),
            })
            {
                means[name + suffix] = values.Where((_, i) => chosen(i)).DefaultIfEmpty(double.NaN).Average();
            }
        }

        return means;
    }

    private EnumerableInputs Inputs(RewardOptions reward) =>
        _experiment.Task.ForFinetuning(reward.Of(_experiment.Task, _experiment.Streams));

    private string Name(int stage) => stage == 0 ? StageOptions.Pretraining : Stages[stage - 1].Name;

    private void Report(int stage, string status) => Report(stage, new TrainingProgress(0, 1, 0, TimeSpan.Zero, status));

    private void Report(int stage, TrainingProgress training) =>
        _progress?.Report(new RunProgress(Name(stage), stage, Stages.Count + 1, training));

    private sealed class StageProgress(RunSession session, int stage) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => session.Report(stage, value);
    }
}
