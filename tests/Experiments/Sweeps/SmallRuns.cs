using VanishingGradients.Data;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Runs on the embedded digits that take about a second.</summary>
internal static class SmallRuns
{
    /// <summary>One configuration with an RFT stage, whose epochs are given.</summary>
    internal static RunOptions Rft(int epochs) => new()
    {
        Environment = DigitsDataset.Id,
        Setting = new ControlledOptions
        {
            Task = new ControlledTaskOptions { TrainInputs = 60, TestInputs = 20 },
            Policy = new MlpOptions([8]),
            Pretraining = new TrainerOptions { Epochs = 3 },
        },
        Stages = [new StageOptions { Name = "rft", Method = new ObjectiveMethod { Objective = new ExpectedReward(), Training = new TrainerOptions { Epochs = epochs } } }],
    };
}
