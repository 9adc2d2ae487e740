using VanishingGradients.Data;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Does it pay to choose the inputs for SFT by their reward std, and where does more SFT stop helping? The <see cref="Pipeline"/> against
/// SFT on random inputs, with as many labels and as many steps, for growing numbers of steps.</summary>
/// <remarks>Not in the paper, whose partial SFT takes random inputs.</remarks>
public sealed record PipelineStudy : Study
{
    /// <summary>Name of the value with the inputs that SFT sees: "none", "targeted" or "random".</summary>
    public const string Choice = "choice";

    /// <summary>Name of the value with the number of SFT steps.</summary>
    public const string Steps = "sft steps";

    /// <summary>Name of the value with the number of labelled inputs.</summary>
    public const string Labels = "labelled inputs";

    /// <summary>Value of <see cref="Choice"/> without SFT.</summary>
    public const string None = "none";

    /// <summary>Value of <see cref="Choice"/> for the inputs with the smallest reward std.</summary>
    public const string Targeted = "targeted";

    /// <summary>Value of <see cref="Choice"/> for random inputs.</summary>
    public const string Random = "random";

    // Half the width of the rewards, −1 to 1: the number of inputs is always that asked for.
    private const double LargestStd = 1;

    /// <inheritdoc />
    public override string Name => "pipeline";

    /// <summary>The SFT stage but for its epochs.</summary>
    public TrainerOptions Sft { get; init; } = new();

    /// <summary>The RFT stage, on all inputs.</summary>
    public TrainerOptions Rft { get; init; } = new();

    /// <summary>Epochs of SFT on the labelled inputs.</summary>
    public IReadOnlyList<int> SftEpochs { get; init; } = [10, 30, 100, 300, 1000];

    /// <summary>Labelled inputs as a share of all, above 0. <value>0.1: as many as are relabelled.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0 and at most 1.</exception>
    public double LabelShare { get; init => field = OptionCheck.PositiveShare(value, nameof(LabelShare)); } = 0.1;

    /// <summary>The study at a scale.</summary>
    /// <param name="scale">How much of the paper's computation to do.</param>
    /// <param name="environment">Name of the data; null for the scale's first.</param>
    public static PipelineStudy For(Scale scale, string? environment = null)
    {
        environment ??= StudyStart.Environment(scale);
        var training = StudyStart.Finetuning(environment, scale);
        var study = new PipelineStudy
        {
            Starts = [StudyStart.For(environment, scale)],
            Seeds = StudyStart.Seeds(scale),
            Sft = training,
            Rft = training,
        };
        return scale switch
        {
            Scale.Paper => study,
            Scale.Course => study with { SftEpochs = [5, 20, 60, 150, 300] },
            _ => study with { SftEpochs = [10] },
        };
    }

    /// <inheritdoc />
    protected override IEnumerable<StudyRun> After(RunOptions start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return
        [
            Run(start, None, 0, null),
            .. from epochs in SftEpochs
               from choice in new[] { Targeted, Random }
               select Run(start, choice, epochs, Inputs(start, choice)),
        ];
    }

    private int Count(RunOptions start) => Math.Max(1, (int)Math.Round(LabelShare * start.Setting.Task.TrainInputs));

    private InputSelection Inputs(RunOptions start, string choice) => choice == Targeted
        ? new SmallStdInputs { Threshold = LargestStd, AtMost = Count(start) }
        : new RandomInputs { Count = Count(start) };

    private StudyRun Run(RunOptions start, string choice, int epochs, InputSelection? inputs)
    {
        var sft = inputs is null ? null : Sft with { Epochs = epochs };
        var labels = inputs is null ? 0 : Count(start);
        var pipeline = new Pipeline
        {
            Start = start,
            Choice = inputs,
            Mitigation = sft is null ? null : new ObjectiveMethod { Objective = new Supervised(), Training = sft },
            Finetuning = new ObjectiveMethod { Objective = new ExpectedReward(), Training = Rft },
        };
        return new StudyRun(
            sft is null ? "rft-only" : RunNames.Join(choice, "epochs", RunNames.Of(epochs)),
            new OrderedDictionary<string, object>
            {
                [Choice] = choice,
                [Steps] = sft is null ? 0.0 : StudyStages.Steps(sft, labels),
                [Labels] = (double)labels,
            },
            pipeline.Options);
    }
}
