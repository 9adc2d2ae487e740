using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Does the size of the policy change how many inputs vanish, and what RFT makes of them? Perceptrons of growing width and growing
/// depth, with RFT and with SFT and then RFT.</summary>
/// <remarks>The paper's first open question, whether larger models suffer less, as far as a laptop can ask it. The pretrained policies
/// themselves are measured by <see cref="PretrainedPolicies"/>.</remarks>
public sealed record PolicySizeStudy : Study
{
    /// <summary>Name of the value with the width of all hidden layers.</summary>
    public const string Width = "width";

    /// <summary>Name of the value with the number of hidden layers.</summary>
    public const string Depth = "depth";

    /// <summary>Name of the value with the stages: "rft" or "sft-rft".</summary>
    public const string Method = "method";

    /// <inheritdoc />
    public override string Name => "policy-size";

    /// <summary>Width and number of hidden layers of each policy.</summary>
    public IReadOnlyList<(int Width, int Depth)> Sizes { get; init; } = Grid([25, 50, 100, 250, 1000], 2, [1, 2, 4, 8], 100);

    /// <summary>The SFT stage, on all inputs.</summary>
    public TrainerOptions Sft { get; init; } = new() { Epochs = 1000 };

    /// <summary>The RFT stage, on all inputs.</summary>
    public TrainerOptions Rft { get; init; } = new();

    /// <summary>The study at a scale. Pretraining is the same for all sizes.</summary>
    /// <param name="scale">How much of the paper's computation to do.</param>
    /// <param name="environment">Name of the data; null for the scale's first.</param>
    public static PolicySizeStudy For(Scale scale, string? environment = null)
    {
        environment ??= StudyStart.Environment(scale);
        var study = new PolicySizeStudy
        {
            Starts = [StudyStart.For(environment, scale)],
            Seeds = StudyStart.Seeds(scale),
            Sft = StudyStages.SftTraining(environment, scale),
            Rft = StudyStart.Finetuning(environment, scale),
        };
        return scale switch
        {
            Scale.Paper => study,
            Scale.Course => study with { Sizes = Grid([25, 100, 400], 2, [1, 4], 100) },
            _ => study with { Sizes = [(16, 1), (32, 2)] },
        };
    }

    /// <inheritdoc />
    protected override IEnumerable<StudyRun> After(RunOptions start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return start.Environment != ControlledEnvironments.Stsb
            ? from size in Sizes
              from method in new[] { "rft", "sft-rft" }
              select Run(start, size.Width, size.Depth, method)
            : throw new ArgumentException(
                $"The inputs of '{start.Environment}' are token ids, which a perceptron cannot read. Study the size of policies on one of: " +
                $"{string.Join(", ", ControlledEnvironments.Names.Where(name => name != ControlledEnvironments.Stsb))}.", nameof(start));
    }

    private StudyRun Run(RunOptions start, int width, int depth, string method) => new(
        RunNames.Join("width", RunNames.Of(width), "depth", RunNames.Of(depth), method),
        new OrderedDictionary<string, object> { [Width] = (double)width, [Depth] = (double)depth, [Method] = method },
        start with
        {
            Setting = start.Setting with { Policy = new MlpOptions([.. Enumerable.Repeat(width, depth)]) },
            Stages = method == "rft" ? [StudyStages.Rft(Rft)] : [StudyStages.Sft(Sft), StudyStages.Rft(Rft)],
        });

    private static (int Width, int Depth)[] Grid(int[] widths, int depth, int[] depths, int width) =>
        [.. widths.Select(one => (one, depth)).Union(depths.Select(one => (width, one)))];
}
