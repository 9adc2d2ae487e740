using System.Globalization;

namespace VanishingGradients.Finetuning;

/// <summary>The last metrics of a training in words, for progress.</summary>
internal static class TrainingStatus
{
    /// <summary>Rewards and stds of both reward-std groups where the log has them, else the loss; empty for an empty log.</summary>
    internal static string Of(MetricsLog log)
    {
        if (log.Count == 0)
        {
            return "";
        }

        string Last(string name) => log.Last(name).ToString("F3", CultureInfo.InvariantCulture);
        string Group(string suffix) => $"{Last($"reward_{suffix}")} (std {Last($"avg_reward_std_{suffix}")})";
        return log.Names.Contains($"reward_{StepMetrics.Small}")
            ? $"reward small {Group(StepMetrics.Small)}, large {Group(StepMetrics.Large)}"
            : $"loss {Last("train_loss")}";
    }
}
