using VanishingGradients.Data;

namespace VanishingGradients.Finetuning;

/// <summary>How a policy is trained. Defaults are those of the paper's MNIST plan (official code, finetuning with Adam).</summary>
public sealed record TrainerOptions
{
    /// <summary>Passes over the training inputs. <value>5000 (official plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Epochs { get; init => field = OptionCheck.AtLeastOne(value, nameof(Epochs)); } = 5000;

    /// <summary>Inputs per step; the last batch of an epoch may be smaller. <value>512 (official plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int BatchSize { get; init => field = OptionCheck.AtLeastOne(value, nameof(BatchSize)); } = 512;

    /// <summary>The optimiser. <value>Adam with learning rate 1e-4 (official plan).</value></summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions(1e-4);

    /// <summary>How the learning rate changes over the run. <value>Not at all (official plan).</value></summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>Largest norm of the gradient that the optimiser sees; null for any. The logged norms are those before clipping. <value>null (official
    /// plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double? MaxGradientNorm
    {
        get;
        init => field = value is { } norm ? OptionCheck.Positive(norm, nameof(MaxGradientNorm)) : null;
    }

    /// <summary>Takes trust-region steps along the natural gradient (TRPO) in place of the optimiser's. <value>null: the optimiser
    /// steps.</value></summary>
    public TrustRegionOptions? TrustRegion { get; init; }

    /// <summary>Divides the logits before the softmax. <value>1 (official plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double Temperature { get; init => field = OptionCheck.Positive(value, nameof(Temperature)); } = 1;

    /// <summary>Weight β of the KL penalty. <value>0 (official plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public double KlCoefficient { get; init => field = OptionCheck.NotNegative(value, nameof(KlCoefficient)); }

    /// <summary>What the KL penalty compares with; without effect when <see cref="KlCoefficient"/> is 0. <value>The policy at the start
    /// of the run.</value></summary>
    public KlReference KlReference { get; init; } = KlReference.InitialPolicy;

    /// <summary>Epochs of one PPO iteration, through which the rollout policy stays as it was at its start; without effect for objectives
    /// that need no rollout policy. <value>5 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int EpochsPerRollout { get; init => field = OptionCheck.AtLeastOne(value, nameof(EpochsPerRollout)); } = 5;

    /// <summary>Epochs between two rows of the log; the first and the last epoch always get one. <value>1 (official
    /// plan).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int LogEvery { get; init => field = OptionCheck.AtLeastOne(value, nameof(LogEvery)); } = 1;

    /// <summary>For policies that mix the inputs of a batch: whether the passes that measure the reward-std groups leave running statistics
    /// of batch normalisation as they are. Then they have no effect on training, and only logged epochs need them: with an objective that
    /// samples, <see cref="LogEvery"/> decides how many samples are drawn. <value>False: they update the statistics as the batch's own pass
    /// does, in every epoch (official code).</value></summary>
    public bool GroupPassesKeepStatistics { get; init; }
}
