using VanishingGradients.Data;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Rewards;

namespace VanishingGradients.Experiments.Studies;

/// <summary>The whole remedy as one object: take a census of the pretrained policy, choose the inputs whose gradient vanishes, mend just
/// those, then finetune on all. Every part can be replaced.</summary>
/// <remarks>Pure data: <see cref="Options"/> is an ordinary run, for a run folder, a sweep or the command line.</remarks>
public sealed record Pipeline
{
    /// <summary>Name of the first stage.</summary>
    public const string MitigationStage = "mitigation";

    /// <summary>Name of the second stage.</summary>
    public const string FinetuningStage = "rft";

    /// <summary>Where it begins: environment, task, policy, pretraining and seed. Its stages are replaced.</summary>
    public required RunOptions Start { get; init; }

    /// <summary>Reward std (ddof 0, in units of reward) up to which an input counts as vanishing. <value>0.1: a label that the policy gives one
    /// time in 400, with rewards of −1 and 1.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a finite number of at least 0.</exception>
    public double Epsilon { get; init => field = OptionCheck.NotNegative(value, nameof(Epsilon)); } = 0.1;

    /// <summary>Which inputs are mended, decided when pretraining has ended; null for all vanishing ones. <value>Null.</value></summary>
    public InputSelection? Choice { get; init; }

    /// <summary>How they are mended; null for not at all. <value>100 epochs of SFT with Adam, learning rate 1e-3 (the kit's
    /// choice).</value></summary>
    public StageMethod? Mitigation { get; init; } = new ObjectiveMethod
    {
        Objective = new Supervised(),
        Training = new TrainerOptions { Epochs = 100, Optimizer = new AdamOptions(1e-3) },
    };

    /// <summary>How the policy is finetuned on all inputs. <value>The exact expected reward with the official plan.</value></summary>
    public StageMethod Finetuning { get; init; } = new ObjectiveMethod { Objective = new ExpectedReward() };

    /// <summary>The reward of both stages and of the census. <value>1 for the label asked for, −1 for the others.</value></summary>
    public RewardOptions Reward { get; init; } = new PlusMinusOneReward();

    /// <summary>The pipeline as a run.</summary>
    public RunOptions Options => Start with
    {
        Stages =
        [
            .. Mitigation is { } mitigation
                ? [new StageOptions
                {
                    Name = MitigationStage,
                    Method = mitigation,
                    Inputs = Choice ?? new SmallStdInputs { Threshold = Epsilon },
                    Reward = Reward,
                }]
                : Array.Empty<StageOptions>(),
            new StageOptions { Name = FinetuningStage, Method = Finetuning, Reward = Reward },
        ],
    };

    /// <summary>The pipeline at a scale, with SFT on the vanishing inputs.</summary>
    /// <param name="scale">How much of the paper's computation to do.</param>
    /// <param name="environment">Name of the data; null for the scale's first.</param>
    /// <param name="seed">Run seed.</param>
    public static Pipeline For(Scale scale, string? environment = null, long seed = 1)
    {
        environment ??= StudyStart.Environment(scale);
        var start = StudyStart.For(environment, scale);
        return new Pipeline
        {
            Start = start with { Setting = start.Setting with { Seed = seed } },
            Mitigation = new ObjectiveMethod { Objective = new Supervised(), Training = StudyStages.SftTraining(environment, scale) },
            Finetuning = new ObjectiveMethod { Objective = new ExpectedReward(), Training = StudyStart.Finetuning(environment, scale) },
        };
    }

    /// <summary>Executes the pipeline in a folder that may be new, or have it already, finished or not.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="execution">How often to save and what to share; null for the defaults.</param>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancellation">Stops between two steps; executing again continues.</param>
    /// <exception cref="RunFileException">The folder has another run, or a file of it is damaged, or cannot be written.</exception>
    /// <exception cref="ArgumentException">No input can be chosen; the message says why.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; executing again continues.</exception>
    public PipelineResult Execute(
        string folder, RunExecution? execution = null, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        Run.Execute(Options, folder, execution, progress, cancellation);
        return PipelineResult.Read(folder, Epsilon);
    }
}
