namespace VanishingGradients.Experiments.Runs;

/// <summary>How a stage ended.</summary>
/// <param name="Name">Name of the stage.</param>
/// <param name="Inputs">Training inputs it used.</param>
/// <param name="Metrics">The last row of its log, by column.</param>
/// <param name="Evaluation">Means over all training inputs of the task, whichever the stage used, under the policy it left and with its
/// reward (after pretraining: that of the first stage): train_loss, train_accuracy, reward, avg_reward_std, and the same with the suffixes of the
/// two reward-std groups.</param>
public sealed record StageResult(
    string Name, int Inputs, IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, double> Evaluation);
