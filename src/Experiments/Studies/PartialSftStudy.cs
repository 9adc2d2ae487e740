using VanishingGradients.Data;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Partial SFT before RFT (paper, section 5.2): which share of the SFT steps, on which share of labelled inputs, is enough?</summary>
/// <remarks>The paper's grid is not in the official code; this one is the kit's own choice. Choosing the inputs by their reward std is
/// not in the paper.</remarks>
public sealed record PartialSftStudy : Study
{
    /// <summary>Name of the value with the SFT steps as a share of those of the full SFT stage.</summary>
    public const string StepShare = "step share";

    /// <summary>Name of the value with the labelled inputs as a share of all.</summary>
    public const string LabelShare = "label share";

    /// <summary>Name of the value with the <see cref="LabelChoice"/>.</summary>
    public const string Choice = "choice";

    /// <summary>Name of the value with the number of SFT steps.</summary>
    public const string Steps = "sft steps";

    /// <summary>Name of the value with the number of labelled inputs.</summary>
    public const string Labels = "labelled inputs";

    // Half the width of the rewards, −1 to 1: no input is left out.
    private const double LargestStd = 1;

    /// <inheritdoc />
    public override string Name => "partial-sft";

    /// <summary>The full SFT stage on all inputs.</summary>
    public TrainerOptions Sft { get; init; } = new() { Epochs = 1000 };

    /// <summary>The RFT stage that follows, on all inputs.</summary>
    public TrainerOptions Rft { get; init; } = new();

    /// <summary>Shares of the SFT steps, above 0; 1 is always a part of the study.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A share is not above 0 and at most 1.</exception>
    public IReadOnlyList<double> StepShares { get; init => field = Shares(value, nameof(StepShares)); } = [0.05, 0.1, 0.2, 0.4, 0.7, 1];

    /// <summary>Shares of labelled inputs when they are random, above 0; 1 is always a part of the study.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A share is not above 0 and at most 1.</exception>
    public IReadOnlyList<double> LabelShares { get; init => field = Shares(value, nameof(LabelShares)); } = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1];

    /// <summary>Shares of labelled inputs when they are those with the smallest reward std, above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A share is not above 0 and at most 1.</exception>
    public IReadOnlyList<double> TargetedShares { get; init => field = Shares(value, nameof(TargetedShares)); } = [0.01, 0.05, 0.1, 0.25];

    /// <summary>The study at a scale.</summary>
    /// <param name="scale">How much of the paper's computation to do.</param>
    /// <param name="environment">Name of the data; null for the scale's first.</param>
    public static PartialSftStudy For(Scale scale, string? environment = null)
    {
        environment ??= StudyStart.Environment(scale);
        var study = new PartialSftStudy
        {
            Starts = [StudyStart.For(environment, scale)],
            Seeds = StudyStart.Seeds(scale),
            Sft = StudyStages.SftTraining(environment, scale),
            Rft = StudyStart.Finetuning(environment, scale),
        };
        return scale switch
        {
            Scale.Paper => study,
            Scale.Course => study with { StepShares = [0.1, 0.2, 0.4, 1], LabelShares = [0.01, 0.1, 0.5, 1], TargetedShares = [0.1] },
            _ => study with { StepShares = [0.5, 1], LabelShares = [0.1, 1], TargetedShares = [0.1] },
        };
    }

    /// <inheritdoc />
    protected override IEnumerable<StudyRun> After(RunOptions start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var steps = StepShares.Append(1).Distinct().ToArray();
        return
        [
            new StudyRun("rft-only", Values(0, 0, LabelChoice.Random, 0, 0), start with { Stages = [StudyStages.Rft(Rft)] }),
            .. from step in steps
               from label in LabelShares.Append(1).Distinct()
               select Partial(start, step, label, LabelChoice.Random),
            .. from step in steps
               from label in TargetedShares
               select Partial(start, step, label, LabelChoice.SmallestStd),
        ];
    }

    private static IReadOnlyList<double> Shares(IReadOnlyList<double> values, string name) =>
        [.. values.Select(value => OptionCheck.PositiveShare(value, name))];

    private StudyRun Partial(RunOptions start, double stepShare, double labelShare, LabelChoice choice)
    {
        var all = start.Setting.Task.TrainInputs;
        var labels = Math.Max(1, (int)Math.Round(labelShare * all));
        // Few labelled inputs make short epochs, so that equal steps need more of them.
        var steps = stepShare * Sft.Epochs * StepsPerEpoch(all);
        var epochs = Math.Max(1, (int)Math.Round(steps / StepsPerEpoch(labels)));
        InputSelection inputs = choice == LabelChoice.Random
            ? new ShareOfInputs { Share = labelShare }
            : new SmallStdInputs { Threshold = LargestStd, AtMost = labels };
        return new StudyRun(
            RunNames.Join("steps", RunNames.Of(stepShare), "labels", RunNames.Of(labelShare), RunNames.Of(choice)),
            Values(stepShare, labelShare, choice, epochs * StepsPerEpoch(labels), labels),
            start with { Stages = [StudyStages.Sft(Sft with { Epochs = epochs }, inputs), StudyStages.Rft(Rft)] });
    }

    private int StepsPerEpoch(int inputs) => (inputs + Sft.BatchSize - 1) / Sft.BatchSize;

    private static OrderedDictionary<string, object> Values(
        double stepShare, double labelShare, LabelChoice choice, double steps, double labels) => new()
        {
            [StepShare] = stepShare,
            [LabelShare] = labelShare,
            [Choice] = RunNames.Of(choice),
            [Steps] = steps,
            [Labels] = labels,
        };
}
