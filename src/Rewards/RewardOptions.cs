using System.Text.Json.Serialization;
using VanishingGradients.Data;
using VanishingGradients.Torch;

namespace VanishingGradients.Rewards;

/// <summary>Which reward a controlled task is finetuned with: pure data.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(PlusMinusOneReward), "plus-minus-one")]
[JsonDerivedType(typeof(HighInitialReward), "high-initial")]
public abstract record RewardOptions
{
    /// <summary>What is done to the rewards before training; null for nothing. <value>Null.</value></summary>
    public RewardShaping? Shaping { get; init; }

    /// <summary>The reward before <see cref="Shaping"/>.</summary>
    /// <param name="task">The task.</param>
    public abstract Func<int, int, double> Unshaped(ControlledTask task);

    /// <summary>r(input, output), the input counted from 0.</summary>
    /// <param name="task">The task.</param>
    /// <param name="streams">The run's random streams, for <see cref="RewardShaping.Dither"/>.</param>
    public Func<int, int, double> Of(ControlledTask task, RandomStreams streams)
    {
        ArgumentNullException.ThrowIfNull(task);
        var reward = Unshaped(task);
        if (Shaping is null)
        {
            return reward;
        }

        var table = new double[task.Train.Count, task.Train.Classes];
        for (var input = 0; input < task.Train.Count; input++)
        {
            for (var output = 0; output < task.Train.Classes; output++)
            {
                table[input, output] = reward(input, output);
            }
        }

        var shaped = Shaping.Apply(table, streams);
        return (input, output) => shaped[input, output];
    }
}
