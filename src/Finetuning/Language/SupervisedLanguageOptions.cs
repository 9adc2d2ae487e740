using VanishingGradients.Data;

namespace VanishingGradients.Finetuning.Language;

/// <summary>How a language model is finetuned on reference completions: pure data. Defaults are those of the paper's NarrativeQA.</summary>
/// <remarks>The presets are the configurations of the paper's code (RL4LMs, supervised): AdamW with β 0.9 and 0.999 and ε 1e-8, gradients
/// clipped at norm 1, no warm-up, the batch as Hugging Face's trainer averages it. The official models train with dropout; those of the kit
/// have none.</remarks>
public sealed record SupervisedLanguageOptions
{
    /// <summary>The paper's NarrativeQA: 5 epochs in batches of 64, learning rate 1e-5, weight decay 0.01.</summary>
    public static SupervisedLanguageOptions NarrativeQa { get; } = new();

    /// <summary>The paper's ToTTo: 5 epochs in batches of 8, learning rate 1e-4, weight decay 0.1.</summary>
    public static SupervisedLanguageOptions Totto { get; } = new() { BatchSize = 8, Optimizer = new(1e-4, weightDecay: 0.1) };

    /// <summary>The paper's CommonGen: 4 epochs in batches of 8, learning rate 1e-5 on a cosine, weight decay 0.01.</summary>
    public static SupervisedLanguageOptions CommonGen { get; } = new() { Epochs = 4, BatchSize = 8, Schedule = new(ScheduleShape.Cosine) };

    /// <summary>The paper's IWSLT 2017, English to German: 5 epochs in batches of 64, learning rate 1e-5, weight decay 0.1.</summary>
    public static SupervisedLanguageOptions Iwslt2017 { get; } = new() { Optimizer = new(1e-5, weightDecay: 0.1) };

    /// <summary>The paper's CNN/DailyMail: 2 epochs in batches of 16, learning rate 1e-4 on a cosine, weight decay 0.1.</summary>
    public static SupervisedLanguageOptions CnnDailyMail { get; } =
        new() { Epochs = 2, BatchSize = 16, Optimizer = new(1e-4, weightDecay: 0.1), Schedule = new(ScheduleShape.Cosine) };

    /// <summary>The paper's DailyDialog, a causal model: 20 epochs in batches of 32, learning rate 1e-5, labels on all tokens.</summary>
    public static SupervisedLanguageOptions DailyDialog { get; } =
        new() { Epochs = 20, BatchSize = 32, Optimizer = new(1e-5), Tokens = LossTokens.All };

    /// <summary>The paper's IMDB, a causal model: 10 epochs in batches of 16, learning rate 1e-5, labels on all tokens.</summary>
    public static SupervisedLanguageOptions Imdb { get; } =
        new() { Epochs = 10, BatchSize = 16, Optimizer = new(1e-5), Tokens = LossTokens.All };

    /// <summary>Passes over all training pairs, one pair for every reference completion. <value>5 (NarrativeQA).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Epochs { get; init => field = OptionCheck.AtLeastOne(value, nameof(Epochs)); } = 5;

    /// <summary>Pairs per step; the last batch of an epoch may be smaller. <value>64 (NarrativeQA).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int BatchSize { get; init => field = OptionCheck.AtLeastOne(value, nameof(BatchSize)); } = 64;

    /// <summary>Most pairs of one forward and backward pass; the gradients of a batch's passes add up to that of one pass over the whole batch.
    /// It decides on memory and speed, not, but for rounding, on what is learned. <value>16 (the kit's choice).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int PairsPerPass { get; init => field = OptionCheck.AtLeastOne(value, nameof(PairsPerPass)); } = 16;

    /// <summary>The optimiser, AdamW. <value>Learning rate 1e-5, weight decay 0.01 (NarrativeQA).</value></summary>
    public AdamOptions Optimizer { get; init; } = new(1e-5, weightDecay: 0.01);

    /// <summary>How the learning rate changes over the steps of the run. <value>Not at all (NarrativeQA).</value></summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>Largest norm of the gradient that the optimiser sees; null for any. <value>1 (Hugging Face's trainer).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number above 0.</exception>
    public double? MaxGradientNorm
    {
        get;
        init => field = value is { } norm ? OptionCheck.Positive(norm, nameof(MaxGradientNorm)) : null;
    } = 1;

    /// <summary>Which tokens have a label. <value>Those of the completion (models that encode their prompts).</value></summary>
    public LossTokens Tokens { get; init; } = LossTokens.Completion;

    /// <summary>Share of the steps that <see cref="Epochs"/> over all training pairs take: partial supervised finetuning (paper, section 5.2).
    /// The number of steps is relative to all pairs whatever <see cref="InputShare"/> is. <value>1.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 1.</exception>
    public double StepShare { get; init => field = Share(value, nameof(StepShare)); } = 1;

    /// <summary>Steps in place of those that <see cref="Epochs"/> and <see cref="StepShare"/> give; null for these. <value>null.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MaxSteps { get; init => field = value is { } steps ? OptionCheck.AtLeastOne(steps, nameof(MaxSteps)) : null; }

    /// <summary>Share of the training examples that are used, with all their references; rounded to the nearest number and at least one
    /// example (paper, section 5.2). With the same stream a smaller share is a part of a larger one. <value>1.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 1.</exception>
    public double InputShare { get; init => field = Share(value, nameof(InputShare)); } = 1;

    /// <summary>Name of the random stream that chooses them. <value>"input selection".</value></summary>
    public string InputStream { get; init; } = "input selection";

    /// <summary>Steps between two rows of the log, at each of which held-out examples are evaluated; the last step always gets one. Null for
    /// a row after every epoch. <value>null.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? LogEvery { get; init => field = value is { } steps ? OptionCheck.AtLeastOne(steps, nameof(LogEvery)) : null; }

    /// <summary>Steps of a run.</summary>
    /// <param name="pairs">All training pairs, before a share of the inputs is chosen.</param>
    public long Steps(int pairs) =>
        MaxSteps ?? Math.Max(1, (long)Math.Round(StepShare * Epochs * ((OptionCheck.AtLeastOne(pairs, nameof(pairs)) - 1L) / BatchSize + 1)));

    private static double Share(double value, string name) => value is > 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be above 0 and at most 1.");
}
