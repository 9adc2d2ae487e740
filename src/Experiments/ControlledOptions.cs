using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;

namespace VanishingGradients.Experiments;

/// <summary>A controlled experiment: a task, a policy, pretraining and finetuning.</summary>
public sealed record ControlledOptions
{
    /// <summary>How the task is drawn.</summary>
    public ControlledTaskOptions Task { get; init; } = new();

    /// <summary>The policy. <value>An MLP with hidden layers of 250 and 100 (official code).</value></summary>
    public PolicyOptions Policy { get; init; } = new MlpOptions([250, 100]);

    /// <summary>How the policy is pretrained. <value>1000 epochs of Adam, learning rate 1e-4 (official plan).</value></summary>
    public TrainerOptions Pretraining { get; init; } = new() { Epochs = 1000, LogEvery = 10 };

    /// <summary>How the policy is finetuned. <value>5000 epochs of Adam, learning rate 1e-4 (official plan).</value></summary>
    public TrainerOptions Finetuning { get; init; } = new();

    /// <summary>Run seed of all random streams. <value>111 (official plan's initialisation seed).</value></summary>
    public long Seed { get; init; } = 111;

    /// <summary>The paper's MNIST experiment with Adam at a scale.</summary>
    /// <param name="scale">Paper: as published. Course: 1000 finetuning epochs, logged at every fifth. Smoke: 60 and 30 epochs of 200
    /// inputs.</param>
    public static ControlledOptions Mnist(Scale scale) => scale switch
    {
        Scale.Paper => new ControlledOptions(),
        Scale.Course => new ControlledOptions { Finetuning = new TrainerOptions { Epochs = 1000, LogEvery = 5 } },
        _ => new ControlledOptions
        {
            Task = new ControlledTaskOptions { TrainInputs = 200, TestInputs = 100 },
            Pretraining = new TrainerOptions { Epochs = 60, LogEvery = 10, Optimizer = new AdamOptions(1e-3) },
            Finetuning = new TrainerOptions { Epochs = 30, Optimizer = new AdamOptions(1e-3) },
        },
    };
}
