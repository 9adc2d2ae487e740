using VanishingGradients.Analysis;
using VanishingGradients.Analysis.Census;
using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using VanishingGradients.Models.Safetensors;
using VanishingGradients.Rewards;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>A controlled experiment as what a run executes.</summary>
internal sealed class ControlledRun : RunExperiment
{
    private readonly RunOptions _options;
    private readonly ControlledExperiment _experiment;

    /// <summary>Loads the data and makes the policy.</summary>
    internal ControlledRun(RunOptions options, CancellationToken cancellation)
    {
        _options = options;
        using var environment = ControlledEnvironments
            .LoadAsync(options.Environment, Console.Error.WriteLine, cancellation: cancellation).GetAwaiter().GetResult();
        _experiment = new ControlledExperiment(environment.Train, environment.Test, options.Setting);
    }

    /// <inheritdoc />
    internal override nn.Module Policy => _experiment.Policy;

    /// <inheritdoc />
    internal override StageTraining Start(int stage, IReadOnlyList<int>? chosen, string folder) =>
        stage == 0 ? Pretraining() : Finetuning(_options.Stages[stage - 1], chosen);

    /// <inheritdoc />
    internal override IReadOnlyDictionary<string, double> Evaluate(int stage, string censusPath, CancellationToken cancellation)
    {
        using var all = Inputs(stage == 0 ? _options.Stages.FirstOrDefault()?.Reward ?? new PlusMinusOneReward() : _options.Stages[stage - 1].Reward);
        var evaluation = PolicyEvaluation.Of(_experiment.Policy, all);
        SaveCensus(censusPath, evaluation, all);
        return GroupMeans.Of(
            all.IsSmall, ("train_loss", evaluation.Loss), ("train_accuracy", evaluation.Accuracy), ("reward", evaluation.RewardMean),
            ("avg_reward_std", evaluation.RewardStd));
    }

    /// <inheritdoc />
    internal override void SavePolicy(string path)
    {
        using var policy = PolicyState.Of(_experiment.Policy);
        SafetensorsWriter.Write(path, policy.Tensors);
    }

    /// <inheritdoc />
    public override void Dispose() => _experiment.Dispose();

    private StageTraining Pretraining()
    {
        var (train, test) = (_experiment.Task.ForPretraining(), _experiment.Task.TestForPretraining());
        var streams = _experiment.Streams.Part(StageOptions.Pretraining);
        return new StageTraining(
            new Trainer(_experiment.Policy, train, new Supervised(), _options.Setting.Pretraining, streams, test), train.Count, null, train, test);
    }

    private StageTraining Finetuning(StageOptions options, IReadOnlyList<int>? chosen)
    {
        using var all = Inputs(options.Reward);
        chosen ??= options.Inputs.Choose(all, _experiment.Policy, _experiment.Streams);
        var (train, test) = (all.Select(chosen), _experiment.Task.TestForFinetuning());
        return new StageTraining(
            options.Method.Start(_experiment.Policy, train, test, _experiment.Streams.Part(options.Name)), chosen.Count, chosen, train, test);
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

    private EnumerableInputs Inputs(RewardOptions reward) =>
        _experiment.Task.ForFinetuning(reward.Of(_experiment.Task, _experiment.Streams));
}
