using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Rewards;

namespace VanishingGradients.Experiments.Studies;

/// <summary>The stages that studies are made of.</summary>
internal static class StudyStages
{
    /// <summary>A stage of supervised finetuning.</summary>
    internal static StageOptions Sft(TrainerOptions training, InputSelection? inputs = null) => new()
    {
        Name = "sft",
        Method = new ObjectiveMethod { Objective = new Supervised(), Training = training },
        Inputs = inputs ?? new AllInputs(),
    };

    /// <summary>A stage of reinforcement finetuning on all inputs.</summary>
    internal static StageOptions Rft(TrainerOptions training, Objective? objective = null, RewardOptions? reward = null) => new()
    {
        Name = "rft",
        Method = new ObjectiveMethod { Objective = objective ?? new ExpectedReward(), Training = training },
        Reward = reward ?? new PlusMinusOneReward(),
    };

    /// <summary>How full SFT is trained: as RFT, for fewer epochs.</summary>
    internal static TrainerOptions SftTraining(string environment, Scale scale) =>
        StudyStart.Finetuning(environment, scale) with { Epochs = StudyStart.SftEpochs(environment, scale) };

    /// <summary>Optimiser steps of a training on a number of inputs.</summary>
    internal static int Steps(TrainerOptions training, int inputs) =>
        training.Epochs * ((inputs + training.BatchSize - 1) / training.BatchSize);

    /// <summary>How many inputs of a task are relabelled: the small reward-std group.</summary>
    internal static int Relabelled(RunOptions start) => (int)(start.Setting.Task.RelabelledShare * start.Setting.Task.TrainInputs);
}
