using VanishingGradients.Data;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.PolicyGradient;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Which algorithms escape: every one on the same tasks, from the same pretrained policies, with as many gradient steps on as many inputs.</summary>
/// <remarks>
/// A gradient step always sees the same number of inputs. The exact algorithms sum over all outputs of an input; those that sample see one output per input
/// (REINFORCE, A2C, PPO) or <see cref="SamplesPerInput"/> (RLOO, GRPO, Dr. GRPO). PPO uses a rollout for <see cref="StepsPerRollout"/> steps, so it samples
/// that many times less. Not in the paper, whose controlled experiments have no other algorithm than the expected reward and SFT; the kit's own choice.
/// </remarks>
public sealed record AlgorithmStudy : Study
{
    /// <summary>Name of the only stage of every run.</summary>
    public const string Stage = "finetuning";

    /// <inheritdoc />
    public override string Name => "algorithms";

    /// <summary>Which algorithms, with the optimiser of <see cref="Training"/>. <value>All.</value></summary>
    public IReadOnlyList<Algorithm> Algorithms { get; init; } = Enum.GetValues<Algorithm>();

    /// <summary>Which algorithms with plain gradient descent, too. <value>The exact algorithms but TRPO.</value></summary>
    public IReadOnlyList<Algorithm> WithSgd { get; init; } =
        [Algorithm.Supervised, Algorithm.ExpectedReward, Algorithm.NormalizedReward, Algorithm.MaximumEntropy];

    /// <summary>Passes over the inputs, inputs per step, optimiser and log of all algorithms.</summary>
    public TrainerOptions Training { get; init; } = new();

    /// <summary>Optimiser of <see cref="WithSgd"/>. <value>Learning rate 1e-2 (official MNIST and CIFAR10 plans).</value></summary>
    public SgdOptions Sgd { get; init; } = new();

    /// <summary>G, samples per input of RLOO, GRPO and Dr. GRPO. <value>8.</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 2.</exception>
    public int SamplesPerInput
    {
        get;
        init => field = value >= 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(SamplesPerInput), value, $"{nameof(SamplesPerInput)} must be at least 2: samples of one input are compared.");
    } = 8;

    /// <summary>Gradient steps for which PPO uses a rollout. <value>5 (RL4LMs).</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int StepsPerRollout { get; init => field = OptionCheck.AtLeastOne(value, nameof(StepsPerRollout)); } = 5;

    /// <summary>α of the maximum-entropy objective, in units of reward per nat. <value>0.3: its best policy still has a reward of 0.98 with ten
    /// outputs.</value></summary>
    public double EntropyWeight { get; init; } = 0.3;

    /// <summary>How far TRPO steps. <value>KL 0.01 (Schulman et al. 2015).</value></summary>
    public TrustRegionOptions TrustRegion { get; init; } = new();

    /// <summary>The study at a scale.</summary>
    /// <param name="scale">As <see cref="StudyStart.Finetuning"/>, but at most 150 passes at course scale and 20 at smoke scale.</param>
    /// <param name="environment">Name of the data; null for the scale's first.</param>
    public static AlgorithmStudy For(Scale scale, string? environment = null)
    {
        environment ??= StudyStart.Environment(scale);
        var training = StudyStart.Finetuning(environment, scale);
        var mostPasses = scale switch { Scale.Paper => training.Epochs, Scale.Course => 150, _ => 20 };
        return new AlgorithmStudy
        {
            Starts = [StudyStart.For(environment, scale)],
            Seeds = StudyStart.Seeds(scale),
            Training = training with { Epochs = Math.Min(training.Epochs, mostPasses), LogEvery = 5 },
            Sgd = StudyStart.GradientDescent(environment, scale),
        };
    }

    /// <summary>How an algorithm trains in this study: pure data, which <see cref="ControlledExperiment"/> takes as well.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="inputs">Training inputs in all.</param>
    /// <param name="optimizer">The optimiser; null for that of <see cref="Training"/>. TRPO has none.</param>
    public StageMethod Method(Algorithm algorithm, int inputs, OptimizerOptions? optimizer = null)
    {
        var training = Training with { Optimizer = optimizer ?? Training.Optimizer };
        return algorithm switch
        {
            Algorithm.Supervised => Exact(new Supervised(), training),
            Algorithm.ExpectedReward => Exact(new ExpectedReward(), training),
            Algorithm.NormalizedReward => Exact(new NormalizedReward(), training),
            Algorithm.TrustRegion => Exact(new ExpectedReward(), training with { TrustRegion = TrustRegion }),
            Algorithm.MaximumEntropy => Exact(new MaximumEntropyReward(EntropyWeight), training),
            Algorithm.Reinforce => Sampled(PolicyGradientOptions.Reinforce, training, inputs),
            Algorithm.A2c => Sampled(PolicyGradientOptions.A2c, training, inputs),
            Algorithm.Ppo => Sampled(PolicyGradientOptions.Ppo with { MinibatchSize = null, EpochsPerRollout = StepsPerRollout }, training, inputs),
            Algorithm.Rloo => Sampled(PolicyGradientOptions.Rloo with { SamplesPerInput = SamplesPerInput }, training, inputs),
            // Without the KL penalty of its paper, which none of the others has: what is left to compare is the division by the std.
            Algorithm.Grpo => Sampled(PolicyGradientOptions.Grpo with { SamplesPerInput = SamplesPerInput, Kl = null }, training, inputs),
            Algorithm.DrGrpo => Sampled(PolicyGradientOptions.DrGrpo with { SamplesPerInput = SamplesPerInput }, training, inputs),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "There is no such algorithm."),
        };
    }

    /// <inheritdoc />
    protected override IEnumerable<StudyRun> After(RunOptions start) =>
    [
        .. Algorithms.Select(algorithm => Run(start, algorithm, Training.Optimizer)),
        .. WithSgd.Select(algorithm => Run(start, algorithm, Sgd)),
    ];

    private static ObjectiveMethod Exact(Objective objective, TrainerOptions training) => new() { Objective = objective, Training = training };

    private static PolicyGradientMethod Sampled(PolicyGradientOptions options, TrainerOptions training, int inputs)
    {
        // As many rollouts per pass as the exact algorithms take steps, all of the same size.
        var rollouts = (inputs - 1) / training.BatchSize + 1;
        var steps = options.EpochsPerRollout;
        return new PolicyGradientMethod
        {
            Training = options with
            {
                InputsPerRollout = (inputs - 1) / rollouts + 1,
                Iterations = Math.Max(1, training.Epochs * rollouts / steps),
                LogEvery = Math.Max(1, training.LogEvery * rollouts / steps),
                Optimizer = training.Optimizer,
                Temperature = training.Temperature,
            },
        };
    }

    private StudyRun Run(RunOptions start, Algorithm algorithm, OptimizerOptions optimizer)
    {
        var method = Method(algorithm, start.Setting.Task.TrainInputs, optimizer);
        var with = algorithm == Algorithm.TrustRegion ? "trust-region" : optimizer is SgdOptions ? "sgd" : "adam";
        return new StudyRun(
            RunNames.Join(algorithm == Algorithm.TrustRegion ? "" : with, RunNames.Of(algorithm)),
            new OrderedDictionary<string, object>
            {
                ["algorithm"] = RunNames.Of(algorithm),
                ["optimizer"] = with,
                ["samples"] = method is PolicyGradientMethod sampled ? (double)sampled.Training.SamplesPerInput : 0.0,
            },
            start with { Stages = [new StageOptions { Name = Stage, Method = method }] });
    }
}
