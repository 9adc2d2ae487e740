using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Studies;

/// <summary>The conventional heuristics of section 5.1 against default RFT and against RFT after an initial SFT phase.</summary>
/// <remarks>The paper's grids are not in the official code; these are the kit's own choice.</remarks>
public sealed record MitigationStudy : Study
{
    /// <summary>Value of "mitigation" in the runs without any.</summary>
    public const string Default = "none";

    /// <summary>Value of "mitigation" in the runs with larger learning rates.</summary>
    public const string LearningRate = "learning rate";

    /// <summary>Value of "mitigation" in the runs with higher temperatures.</summary>
    public const string Temperature = "temperature";

    /// <summary>Value of "mitigation" in the runs with entropy regularisation.</summary>
    public const string Entropy = "entropy";

    /// <summary>Value of "mitigation" in the runs with an SFT stage before RFT.</summary>
    public const string InitialSft = "initial SFT";

    /// <inheritdoc />
    public override string Name => "mitigations";

    /// <summary>Default RFT, with Adam.</summary>
    public AdamOptions Optimizer { get; init; } = new();

    /// <summary>How RFT is trained but for the optimiser.</summary>
    public TrainerOptions Rft { get; init; } = new();

    /// <summary>Factors on the learning rate.</summary>
    public IReadOnlyList<double> LearningRateFactors { get; init; } = [3, 10, 30, 100];

    /// <summary>Temperatures of the policy that is trained.</summary>
    public IReadOnlyList<double> Temperatures { get; init; } = [1.5, 2, 4, 8];

    /// <summary>Weights of the entropy, in units of reward per nat.</summary>
    public IReadOnlyList<double> EntropyWeights { get; init; } = [0.01, 0.1, 0.3, 1];

    /// <summary>Epochs of the initial SFT stage, with the optimiser of default RFT.</summary>
    public required int SftEpochs { get; init; }

    /// <summary>The study at a scale.</summary>
    /// <param name="scale">How much of the paper's computation to do.</param>
    /// <param name="environment">Name of the data; null for the scale's first.</param>
    public static MitigationStudy For(Scale scale, string? environment = null)
    {
        environment ??= StudyStart.Environment(scale);
        var rft = StudyStart.Finetuning(environment, scale);
        var study = new MitigationStudy
        {
            Starts = [StudyStart.For(environment, scale)],
            Seeds = StudyStart.Seeds(scale),
            Optimizer = (AdamOptions)rft.Optimizer,
            Rft = rft,
            SftEpochs = StudyStart.SftEpochs(environment, scale),
        };
        return scale switch
        {
            Scale.Paper => study,
            Scale.Course => study with { LearningRateFactors = [3, 30], Temperatures = [2, 8], EntropyWeights = [0.1, 0.3, 1] },
            _ => study with { LearningRateFactors = [10], Temperatures = [2], EntropyWeights = [0.1] },
        };
    }

    /// <inheritdoc />
    protected override IEnumerable<StudyRun> After(RunOptions start) =>
    [
        Run(start, Default, 0, Optimizer),
        .. LearningRateFactors.Select(factor => Run(start, LearningRate, factor, Optimizer with { LearningRate = Optimizer.LearningRate * factor })),
        .. Temperatures.Select(temperature => Run(start, Temperature, temperature, Optimizer, temperature: temperature)),
        .. EntropyWeights.Select(weight => Run(start, Entropy, weight, Optimizer, new MaximumEntropyReward(weight))),
        Run(start, InitialSft, SftEpochs, Optimizer, sftEpochs: SftEpochs),
    ];

    private StudyRun Run(
        RunOptions start, string mitigation, double strength, AdamOptions optimizer, Objective? objective = null, double temperature = 1,
        int? sftEpochs = null) => new(
        mitigation == Default ? "default" : RunNames.Join(mitigation.Replace(' ', '-').ToLowerInvariant(), RunNames.Of(strength)),
        new OrderedDictionary<string, object> { ["mitigation"] = mitigation, ["strength"] = strength },
        start with
        {
            Stages =
            [
                .. sftEpochs is { } epochs
                    ? [StudyStages.Sft(Rft with { Optimizer = optimizer, Epochs = epochs })]
                    : Array.Empty<StageOptions>(),
                StudyStages.Rft(Rft with { Optimizer = optimizer, Temperature = temperature }, objective),
            ],
        });
}
