namespace VanishingGradients.Finetuning.Language;

/// <summary>Names of the metrics of a supervised finetuning of a language model.</summary>
public static class LanguageMetrics
{
    /// <summary>Steps done. Unlike an epoch it is a fraction of nothing, so partial finetunings can be compared by it.</summary>
    public const string Step = "step";

    /// <summary>Labelled and other tokens that were read in a second of training steps, padding left out.</summary>
    public const string TokensPerSecond = "tokens_per_second";

    /// <summary>
    /// Over the steps since the last row: mean cross-entropy of all their labelled tokens in nats, share of these that were the most probable
    /// token, mean norm of the gradient before clipping; the learning rate of the last step; tokens per second.
    /// </summary>
    public static IReadOnlyList<string> Training { get; } = [Step, "train_loss", "train_accuracy", "grad_norm", "learning_rate", TokensPerSecond];

    /// <summary>After the last step: mean cross-entropy of the held-out labelled tokens in nats, its exponential, accuracy.</summary>
    public static IReadOnlyList<string> Test { get; } = ["test_loss", "test_perplexity", "test_accuracy"];

    /// <summary>After the last step: mean reward of sampled completions.</summary>
    public const string TestReward = "test_reward";

    /// <summary>All column names of a run.</summary>
    /// <param name="heldOut">The held-out examples; null for none.</param>
    /// <param name="probe">The probe, whose <see cref="RewardProbe.Names"/> come last, taken after the last step; null for none.</param>
    public static IReadOnlyList<string> Columns(HeldOutExamples? heldOut, RewardProbe? probe = null) =>
        [.. Training, .. heldOut is null ? [] : Test, .. heldOut?.Reward is null ? Array.Empty<string>() : [TestReward], .. probe?.Names ?? []];
}
