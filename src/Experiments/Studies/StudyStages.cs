using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;

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
    internal static StageOptions Rft(TrainerOptions training, Objective? objective = null) => new()
    {
        Name = "rft",
        Method = new ObjectiveMethod { Objective = objective ?? new ExpectedReward(), Training = training },
    };
}
