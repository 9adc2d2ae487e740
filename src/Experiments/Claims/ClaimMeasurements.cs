using VanishingGradients.Experiments.Claims.Measurements;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Studies;
using VanishingGradients.Experiments.Sweeps;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Claims;

/// <summary>The measurements that claims name.</summary>
public static class ClaimMeasurements
{
    private static readonly OrderedDictionary<string, Objective> RftAndSft = new() { ["rft"] = new ExpectedReward(), ["sft"] = new Supervised() };

    private static readonly OrderedDictionary<string, Objective> Ppo = new() { ["ppo"] = new PpoSurrogate() };

    private static readonly ClaimMeasurement[] All =
    [
        new BoundMeasurement(),
        new SurrogateMeasurement(),
        new TimeMeasurement(),
        new GroupMeasurement("mnist-adam", scale => Mnist(scale, PaperPlan.Adam, RftAndSft)),
        new GroupMeasurement("mnist-sgd", scale => Mnist(scale, PaperPlan.Sgd, RftAndSft)),
        new GroupMeasurement("mnist-high", scale => Mnist(scale, PaperPlan.HighInitialReward, RftAndSft)),
        new GroupMeasurement("mnist-ppo", scale => Mnist(scale, PaperPlan.Adam, Ppo)),
        new GroupMeasurement("cifar10-adam", scale => Adam(scale, ControlledEnvironments.Cifar10)),
        new GroupMeasurement("stsb-adam", scale => Adam(scale, ControlledEnvironments.Stsb)),
        new MitigationMeasurement("mnist-mitigations", scale => MitigationStudy.For(scale)),
        new PartialSftMeasurement("mnist-partial-sft", scale => PartialSftStudy.For(scale) with
        {
            StepShares = [PartialSftMeasurement.StepShare], LabelShares = [0.01], TargetedShares = [0.1],
        }),
    ];

    /// <summary>Names of all measurements.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(measurement => measurement.Id)];

    /// <summary>Names of those that take seconds and need neither data nor runs.</summary>
    public static IReadOnlyList<string> Quick { get; } = [.. All.OfType<QuickMeasurement>().Select(measurement => measurement.Id)];

    /// <summary>The logs of a method's finished runs that a ledger's folder keeps, one per seed.</summary>
    /// <param name="folder">The ledger's folder.</param>
    /// <param name="measurement">A measurement of a controlled experiment, for example "mnist-adam".</param>
    /// <param name="scale">The scale it was measured at.</param>
    /// <param name="method">Name of the stage: "rft" or "sft".</param>
    /// <returns>The logs; none where nothing was measured.</returns>
    /// <exception cref="RunFileException">A file of a run is damaged.</exception>
    public static IReadOnlyList<MetricsLog> Logs(string folder, string measurement, Scale scale, string method)
    {
        var runs = new MeasurementContext(folder, null, null).RunsOf(measurement, scale);
        if (!Directory.Exists(runs))
        {
            return [];
        }

        var sweep = Sweep.Open(runs);
        return
        [
            .. from run in sweep.Runs
               let found = RunFolder.Open(sweep.FolderOf(run))
               where found.Options.StageNames[^1] == method && found.Result is not null
               select found.Metrics(method),
        ];
    }

    internal static ClaimMeasurement Find(string name) => All.Single(measurement => measurement.Id == name);

    // The measurement needs few of the epochs, and the row of an epoch costs an evaluation of the test inputs.
    private static PaperStudy Mnist(Scale scale, PaperPlan plan, IReadOnlyDictionary<string, Objective> methods)
    {
        var study = PaperStudy.For(scale);
        return study with { Plans = [plan], Methods = methods, Finetuning = study.Finetuning with { LogEvery = 10 } };
    }

    private static PaperStudy Adam(Scale scale, string environment)
    {
        var options = scale == Scale.Course ? ControlledPresets.LongCourse(environment) : ControlledEnvironments.Options(environment, scale);
        return new PaperStudy
        {
            Starts = [new RunOptions { Environment = environment, Setting = options }],
            Seeds = StudyStart.Seeds(scale),
            Plans = [PaperPlan.Adam],
            Methods = RftAndSft,
            Finetuning = options.Finetuning,
        };
    }
}
