using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Rewards;

namespace VanishingGradients.Experiments.Studies;

/// <summary>The controlled experiments of the paper (section 4.2): every plan with every method from the same pretrained policy.</summary>
public sealed record PaperStudy : Study
{
    /// <inheritdoc />
    public override string Name => "paper";

    /// <summary>Which plans. <value>All.</value></summary>
    public IReadOnlyList<PaperPlan> Plans { get; init; } = Enum.GetValues<PaperPlan>();

    /// <summary>Which methods, by the name of the stage. <value>RFT with exact expectations, RFT with sampled outputs, SFT.</value></summary>
    public IReadOnlyDictionary<string, Objective> Methods { get; init; } = new OrderedDictionary<string, Objective>
    {
        ["rft"] = new ExpectedReward(),
        ["reinforce"] = new Reinforce(),
        ["sft"] = new Supervised(),
    };

    /// <summary>How the policy is finetuned but for the optimiser of <see cref="PaperPlan.Sgd"/>.</summary>
    public TrainerOptions Finetuning { get; init; } = new();

    /// <summary>Optimiser of <see cref="PaperPlan.Sgd"/>. <value>Learning rate 1e-2 (official MNIST and CIFAR10 plans; STS-B: 1e-3).</value></summary>
    public SgdOptions Sgd { get; init; } = new();

    /// <summary>Weights β of the KL penalty, see <see cref="TrainerOptions.KlCoefficient"/>. <value>0 (official plans).</value></summary>
    public IReadOnlyList<double> KlCoefficients { get; init; } = [0];

    /// <summary>What the penalty compares with. <value>The policy at the start of finetuning (official code).</value></summary>
    public KlReference KlReference { get; init; } = KlReference.InitialPolicy;

    /// <summary>The study at a scale.</summary>
    /// <param name="scale">Paper: as published, but with five seeds for one.</param>
    /// <param name="environment">Name of the data; null for the scale's first.</param>
    public static PaperStudy For(Scale scale, string? environment = null)
    {
        environment ??= StudyStart.Environment(scale);
        return new PaperStudy
        {
            Starts = [StudyStart.For(environment, scale)],
            Seeds = StudyStart.Seeds(scale),
            Finetuning = StudyStart.Finetuning(environment, scale),
            Sgd = StudyStart.GradientDescent(environment, scale),
        };
    }

    /// <inheritdoc />
    protected override IEnumerable<StudyRun> After(RunOptions start) =>
        from plan in Plans
        from beta in KlCoefficients
        from method in Methods
        let planName = RunNames.Of(plan)
        select new StudyRun(
            RunNames.Join(planName, beta > 0 ? $"kl-{RunNames.Of(KlReference)}-{RunNames.Of(beta)}" : "", method.Key),
            new OrderedDictionary<string, object> { ["plan"] = planName, ["kl"] = beta, ["method"] = method.Key },
            start with { Stages = [Stage(plan, beta, method.Key, method.Value)] });

    private StageOptions Stage(PaperPlan plan, double beta, string method, Objective objective) => new()
    {
        Name = method,
        Method = new ObjectiveMethod
        {
            Objective = objective,
            Training = Finetuning with
            {
                Optimizer = plan == PaperPlan.Sgd ? Sgd : Finetuning.Optimizer,
                KlCoefficient = beta,
                KlReference = KlReference,
            },
        },
        Reward = plan == PaperPlan.HighInitialReward ? new HighInitialReward() : new PlusMinusOneReward(),
    };
}
