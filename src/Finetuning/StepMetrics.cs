namespace VanishingGradients.Finetuning;

/// <summary>Names of the metrics of a step, as the official code calls them.</summary>
public static class StepMetrics
{
    /// <summary>Suffix of the columns of the small reward-std group.</summary>
    public const string Small = "small_reward_std";

    /// <summary>Suffix of the columns of the large reward-std group.</summary>
    public const string Large = "large_reward_std";

    /// <summary>Metrics of the whole batch: mean cross-entropy with the targets, share of inputs whose most probable output is a target,
    /// objective with the KL penalty, mean KL, Euclidean norm of all parameters before the step, of the gradient, their quotient, mean
    /// expected reward.</summary>
    public static IReadOnlyList<string> Batch { get; } =
        ["train_loss", "train_accuracy", "reg_objective_value", "kl_reg", "params_norm", "grad_norm", "normalized_grad_norm", "reward"];

    /// <summary>Metrics of one group: norm of the gradient of the group's mean objective, that objective, accuracy, norm over parameter
    /// norm, mean over inputs of the exact reward std (of the full distribution, no ddof), mean expected reward.</summary>
    public static IReadOnlyList<string> Group { get; } =
        ["grad_norm", "reg_objective", "train_accuracy", "normalized_grad_norm", "avg_reward_std", "reward"];

    /// <summary>Metrics of the test inputs after the epoch.</summary>
    public static IReadOnlyList<string> Test { get; } = ["test_loss", "test_accuracy"];

    /// <summary>All column names of a run.</summary>
    /// <param name="groups">Whether the training inputs have a small reward-std group.</param>
    /// <param name="test">Whether there are test inputs.</param>
    public static IReadOnlyList<string> Columns(bool groups, bool test) =>
    [
        .. Batch,
        .. groups ? Group.Select(name => $"{name}_{Small}").Concat(Group.Select(name => $"{name}_{Large}")) : [],
        .. test ? Test : [],
    ];
}
