using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.PolicyGradient;

namespace VanishingGradients.Experiments.Studies;

public sealed class AlgorithmStudyTests
{
    public static TheoryData<Scale> Scales => [.. Enum.GetValues<Scale>()];

    [Theory]
    [MemberData(nameof(Scales))]
    public void For_everyScale_hasRunsThatAreDataWithNamesOfTheirOwn(Scale scale)
    {
        var runs = AlgorithmStudy.For(scale).Runs;
        Assert.Equal(runs.Count, runs.Select(run => run.Name).Distinct().Count());
        Assert.All(runs, run => Assert.Equal(run.Options.ToJson(), RunOptions.Parse(run.Options.ToJson()).ToJson()));
        Assert.All(runs, run => Assert.Equal(["algorithm", "optimizer", "samples"], run.Values.Keys));
    }

    [Fact]
    public void Method_severalStepsPerPass_givesEveryAlgorithmAsManyStepsOnAsManyInputs()
    {
        var study = AlgorithmStudy.For(Scale.Paper);
        foreach (var algorithm in study.Algorithms)
        {
            var (steps, inputs) = study.Method(algorithm, inputs: 1000) switch
            {
                ObjectiveMethod exact => (exact.Training.Epochs * 2, exact.Training.Epochs * 1000),
                PolicyGradientMethod { Training: var sampled } => (
                    sampled.Iterations * sampled.EpochsPerRollout, sampled.Iterations * sampled.EpochsPerRollout * sampled.InputsPerRollout),
                var other => throw new InvalidOperationException(other.ToString()),
            };
            Assert.Equal((10_000, 5_000_000), (steps, inputs));
        }
    }

    [Fact]
    public void Method_grpoAndDrGrpo_differInTheAdvantageAndItsAveragingOnly()
    {
        var study = AlgorithmStudy.For(Scale.Course);
        PolicyGradientOptions Options(Algorithm algorithm) => ((PolicyGradientMethod)study.Method(algorithm, 500)).Training;
        var (grpo, doctor) = (Options(Algorithm.Grpo), Options(Algorithm.DrGrpo));
        Assert.Equal(doctor, grpo with { Advantage = doctor.Advantage, Aggregation = doctor.Aggregation });
        Assert.IsType<GroupNormalizedAdvantage>(grpo.Advantage);
    }

    [Fact]
    public void SamplesPerInput_one_throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AlgorithmStudy.For(Scale.Smoke) with { SamplesPerInput = 1 });

    [Fact]
    public void Runs_onTheDigits_endWithEveryAlgorithm()
    {
        var study = AlgorithmStudy.For(Scale.Smoke) with
        {
            Starts = [Digits.Options() with { Stages = [] }],
            Training = new TrainerOptions { Epochs = 5, LogEvery = 5, Optimizer = new AdamOptions(1e-2) },
            Algorithms = [Algorithm.Supervised, Algorithm.NormalizedReward, Algorithm.TrustRegion, Algorithm.Ppo, Algorithm.Grpo],
            WithSgd = [],
        };
        using var folder = new TemporaryFolder();
        var execution = new RunExecution { PretrainedFolder = folder["pretrained"] };
        foreach (var run in study.Runs)
        {
            var stage = Run.Execute(run.Options, folder[run.Name], execution).Stage(AlgorithmStudy.Stage);
            var before = Run.Execute(folder[run.Name]).Stage(StageOptions.Pretraining);
            Assert.True(stage.Evaluation["reward"] > before.Evaluation["reward"], run.Name);
        }
    }

    [Fact]
    public void Finetune_byTheMethodOfARun_hasTheBitsOfTheRun()
    {
        var study = AlgorithmStudy.For(Scale.Smoke);
        var options = Digits.Options(new StageOptions
        {
            Name = AlgorithmStudy.Stage,
            Method = (study with { Training = Digits.Training }).Method(Algorithm.Grpo, 100),
            Inputs = new GroupInputs(InputGroup.Small),
        });
        using var folder = new TemporaryFolder();
        var result = Run.Execute(options, folder["run"]);
        using var experiment = Digits.Experiment(options);
        experiment.Pretrain();
        var epochs = new List<int>();
        experiment.Finetune(
            options.Stages[0].Method, inputs: options.Stages[0].Inputs, observeEvery: 4, observer: (epoch, evaluation) =>
            {
                epochs.Add(epoch);
                Assert.Equal(10, evaluation.RewardMean.Length);
            });
        Assert.Equal(result.Stage(AlgorithmStudy.Stage).Evaluation["reward"], experiment.Evaluate().RewardMean.Average());
        Assert.Equal([.. Enumerable.Range(0, epochs.Count).Select(i => 4 * i)], epochs);
        Assert.True(epochs.Count > 3);
    }
}
