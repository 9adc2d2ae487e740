using VanishingGradients.Data;

namespace VanishingGradients.Rewards;

/// <summary>The rewards of the controlled task (official code, rewards_utils).</summary>
public static class LabelReward
{
    /// <summary>1 for the label that finetuning asks for, −1 for every other output.</summary>
    /// <param name="task">The task.</param>
    public static Func<int, int, double> PlusMinusOne(ControlledTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return (input, output) => output == task.Labels[input] ? 1 : -1;
    }

    /// <summary>As <see cref="PlusMinusOne"/>, but a wrong output on a relabelled input pays <paramref name="wrong"/>: its reward mean
    /// starts high and is still not the best.</summary>
    /// <param name="task">The task.</param>
    /// <param name="wrong">Reward of a wrong output on a relabelled input; 0.5 in the official plan.</param>
    public static Func<int, int, double> HighInitial(ControlledTask task, double wrong = 0.5)
    {
        ArgumentNullException.ThrowIfNull(task);
        return (input, output) => output == task.Labels[input] ? 1 : task.IsRelabelled[input] ? wrong : -1;
    }
}
