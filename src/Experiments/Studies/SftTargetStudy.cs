using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Does the reward std explain what SFT is good for? SFT on inputs of small reward std only, of large reward std only, and on random ones, with as
/// many labels and as many steps, then RFT on all inputs.</summary>
/// <remarks>Not in the paper. If SFT helped by whatever it does to a policy at large, it would not matter which inputs it sees.</remarks>
public sealed record SftTargetStudy : Study
{
    /// <summary>Name of the value with the inputs that SFT sees: <see cref="None"/>, <see cref="Small"/>, <see cref="Large"/> or
    /// <see cref="Random"/>.</summary>
    public const string Target = "target";

    /// <summary>Name of the value with the labelled inputs as a share of the small reward-std group.</summary>
    public const string LabelShare = "label share";

    /// <summary>Name of the value with the number of labelled inputs.</summary>
    public const string Labels = "labelled inputs";

    /// <summary>Name of the value with the number of SFT steps.</summary>
    public const string Steps = "sft steps";

    /// <summary>Value of <see cref="Target"/> without SFT.</summary>
    public const string None = "none";

    /// <summary>Value of <see cref="Target"/> for inputs of the small reward-std group.</summary>
    public const string Small = "small std";

    /// <summary>Value of <see cref="Target"/> for inputs of the large reward-std group.</summary>
    public const string Large = "large std";

    /// <summary>Value of <see cref="Target"/> for random inputs.</summary>
    public const string Random = "random";

    /// <inheritdoc />
    public override string Name => "sft-targets";

    /// <summary>The SFT stage; its inputs are the study's.</summary>
    public TrainerOptions Sft { get; init; } = new() { Epochs = 1000 };

    /// <summary>The RFT stage that follows, on all inputs.</summary>
    public TrainerOptions Rft { get; init; } = new();

    /// <summary>How many inputs are labelled, as shares of the small reward-std group, above 0 and at most 1.</summary>
    public IReadOnlyList<double> LabelShares { get; init; } = [0.1, 0.25, 0.5, 1];

    /// <summary>The study at a scale.</summary>
    /// <param name="scale">How much of the paper's computation to do.</param>
    /// <param name="environment">Name of the data; null for the scale's first.</param>
    public static SftTargetStudy For(Scale scale, string? environment = null)
    {
        environment ??= StudyStart.Environment(scale);
        var study = new SftTargetStudy
        {
            Starts = [StudyStart.For(environment, scale)],
            Seeds = StudyStart.Seeds(scale),
            Sft = StudyStages.SftTraining(environment, scale),
            Rft = StudyStart.Finetuning(environment, scale),
        };
        return scale switch
        {
            Scale.Paper => study,
            Scale.Course => study with { LabelShares = [0.5, 1] },
            _ => study with { LabelShares = [0.5] },
        };
    }

    /// <inheritdoc />
    protected override IEnumerable<StudyRun> After(RunOptions start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return
        [
            Run(start, None, 0, null),
            .. from share in LabelShares
               from target in new[] { Small, Large, Random }
               select Run(start, target, share, Inputs(start, target, share)),
        ];
    }

    private static int Count(RunOptions start, double share) => Math.Max(1, (int)Math.Round(share * StudyStages.Relabelled(start)));

    private static InputSelection Inputs(RunOptions start, string target, double share)
    {
        var (small, count) = (StudyStages.Relabelled(start), Count(start, share));
        return target switch
        {
            Small => new ShareOfInputs { Group = InputGroup.Small, Share = (double)count / small },
            Large => new ShareOfInputs { Group = InputGroup.Large, Share = (double)count / (start.Setting.Task.TrainInputs - small) },
            _ => new RandomInputs { Count = count },
        };
    }

    private StudyRun Run(RunOptions start, string target, double share, InputSelection? inputs)
    {
        var labels = inputs is null ? 0 : Count(start, share);
        return new StudyRun(
            inputs is null ? "rft-only" : RunNames.Join("sft", target.Replace(' ', '-'), "labels", RunNames.Of(share)),
            new OrderedDictionary<string, object>
            {
                [Target] = target,
                [LabelShare] = share,
                [Labels] = (double)labels,
                [Steps] = (double)StudyStages.Steps(Sft, labels),
            },
            start with
            {
                Stages = [.. inputs is null ? Array.Empty<StageOptions>() : [StudyStages.Sft(Sft, inputs)], StudyStages.Rft(Rft)],
            });
    }
}
