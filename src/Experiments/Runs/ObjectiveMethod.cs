using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Runs;

/// <summary>Training for an objective whose expectations are exact or sampled per step, see <see cref="Trainer"/>.</summary>
public sealed record ObjectiveMethod : StageMethod
{
    /// <summary>What is trained for.</summary>
    public required Objective Objective { get; init; }

    /// <summary>How. <value>5000 epochs of Adam, learning rate 1e-4 (official plan).</value></summary>
    public TrainerOptions Training { get; init; } = new();

    /// <inheritdoc />
    public override ITraining Start(Policy policy, EnumerableInputs train, EnumerableInputs test, RandomStreams streams) =>
        new Trainer(policy, train, Objective, Training, streams, test);
}
