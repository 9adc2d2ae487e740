using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Rewards;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Can a reshaped reward do what SFT does? RFT with scaled, centred, whitened, clipped and dithered rewards, against SFT and then RFT.</summary>
/// <remarks>The gradient of the expected reward with respect to the logit of output y is p(y)(r(y) − V): linear in the centred reward, and for
/// the label that nobody draws no larger than its probability, whatever the rewards. Scaling is another learning rate, centring another
/// baseline, whitening both, with one mean and one std for the whole table; clipping two values leaves two values; dithering gives every
/// input a std, but one that knows nothing of the label.</remarks>
public sealed record RewardShapingStudy : Study
{
    /// <summary>Name of the value with the shaping, a key of <see cref="Shapings"/>.</summary>
    public const string Shaping = "shaping";

    /// <summary>Name of the value with the stages: "rft" or "sft-rft".</summary>
    public const string Method = "method";

    /// <summary>Key of the reward as it is.</summary>
    public const string None = "none";

    /// <inheritdoc />
    public override string Name => "reward-shaping";

    /// <summary>The SFT stage, on all inputs.</summary>
    public TrainerOptions Sft { get; init; } = new() { Epochs = 1000 };

    /// <summary>The RFT stage, on all inputs.</summary>
    public TrainerOptions Rft { get; init; } = new();

    /// <summary>Shapings by name, in small letters, digits, hyphens and points; the reward as it is comes in any case.</summary>
    public IReadOnlyDictionary<string, RewardShaping> Shapings { get; init; } = new OrderedDictionary<string, RewardShaping>
    {
        ["scale-10"] = new() { Scale = 10 },
        ["centre"] = new() { Centre = true },
        ["whiten"] = new() { Whiten = true },
        ["clip-0.5"] = new() { Clip = 0.5 },
        ["dither-0.5"] = new() { Dither = 0.5 },
    };

    /// <summary>Whether RFT after SFT is run with every shaping too, and not only with the reward as it is. <value>Yes.</value></summary>
    public bool ShapeAfterSft { get; init; } = true;

    /// <summary>The study at a scale.</summary>
    /// <param name="scale">How much of the paper's computation to do.</param>
    /// <param name="environment">Name of the data; null for the scale's first.</param>
    public static RewardShapingStudy For(Scale scale, string? environment = null)
    {
        environment ??= StudyStart.Environment(scale);
        return new RewardShapingStudy
        {
            Starts = [StudyStart.For(environment, scale)],
            Seeds = StudyStart.Seeds(scale),
            Sft = StudyStages.SftTraining(environment, scale),
            Rft = StudyStart.Finetuning(environment, scale),
            ShapeAfterSft = scale == Scale.Paper,
        };
    }

    /// <inheritdoc />
    protected override IEnumerable<StudyRun> After(RunOptions start) =>
    [
        Run(start, None, null, sft: false),
        .. Shapings.Select(shaping => Run(start, shaping.Key, shaping.Value, sft: false)),
        Run(start, None, null, sft: true),
        .. ShapeAfterSft ? Shapings.Select(shaping => Run(start, shaping.Key, shaping.Value, sft: true)) : [],
    ];

    private StudyRun Run(RunOptions start, string name, RewardShaping? shaping, bool sft)
    {
        var rft = StudyStages.Rft(Rft, reward: new PlusMinusOneReward { Shaping = shaping });
        var method = sft ? "sft-rft" : "rft";
        return new StudyRun(
            RunNames.Join(name, method),
            new OrderedDictionary<string, object> { [Shaping] = name, [Method] = method },
            start with { Stages = sft ? [StudyStages.Sft(Sft), rft] : [rft] });
    }
}
