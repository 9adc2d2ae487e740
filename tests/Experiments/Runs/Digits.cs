using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Models;
using VanishingGradients.Rewards;

namespace VanishingGradients.Experiments.Runs;

/// <summary>Runs on the embedded digits that take a second.</summary>
internal static class Digits
{
    internal static readonly TrainerOptions Training = new() { Epochs = 12, BatchSize = 32, Optimizer = new AdamOptions(1e-3) };

    internal static RunOptions Options(params StageOptions[] stages) => new()
    {
        Environment = ControlledEnvironments.Digits,
        Setting = new ControlledOptions
        {
            Task = new ControlledTaskOptions { TrainInputs = 100, TestInputs = 50 },
            Policy = new MlpOptions([16]),
            Pretraining = Training with { Epochs = 20, LogEvery = 5 },
        },
        Stages = stages.Length > 0 ? stages : [Stage("sft", new Supervised()) with { Inputs = new ShareOfInputs { Share = 0.2 } }, Stage("rft", new Reinforce())],
    };

    internal static ControlledExperiment Experiment(RunOptions options)
    {
        using var environment = ControlledEnvironments.LoadAsync(options.Environment, _ => { }).GetAwaiter().GetResult();
        return new ControlledExperiment(environment.Train, environment.Test, options.Setting);
    }

    internal static StageOptions Stage(string name, Objective objective, RewardOptions? reward = null) => new()
    {
        Name = name,
        Method = new ObjectiveMethod { Objective = objective, Training = Training },
        Reward = reward ?? new PlusMinusOneReward(),
    };

    /// <summary>Asserts that two finished folders hold the same bits, speeds left out.</summary>
    internal static void AssertSame(string expected, string actual)
    {
        var (first, second) = (RunFolder.Open(expected), RunFolder.Open(actual));
        Assert.Equal(File.ReadAllBytes(first.PolicyFile), File.ReadAllBytes(second.PolicyFile));
        Assert.Equal(File.ReadAllText(first.ResultFile), File.ReadAllText(second.ResultFile));
        foreach (var stage in first.Result!.Stages)
        {
            var (one, other) = (first.Metrics(stage.Name), second.Metrics(stage.Name));
            Assert.Equal(one.Names, other.Names);
            Assert.All(one.Names.Except(LanguageActorCritic.Speeds), name => Assert.Equal(one[name], other[name]));
            Assert.All(
                Directory.GetFiles(expected, $"{stage.Name}.*.jsonl").Select(Path.GetFileName),
                file => Assert.Equal(File.ReadAllText(Path.Combine(expected, file!)), File.ReadAllText(Path.Combine(actual, file!))));
        }
    }
}
