using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Rewards;
using VanishingGradients.Torch;

namespace VanishingGradients.Experiments.Studies;

/// <summary>What holds of the studies of what SFT fixes: targets, reward shaping, pipeline and policy size.</summary>
public sealed class FixStudiesTests
{
    public static TheoryData<string, Scale> All => new(
        from name in new[] { "sft-targets", "reward-shaping", "pipeline", "policy-size" } from scale in Enum.GetValues<Scale>() select (name, scale));

    [Theory]
    [MemberData(nameof(All))]
    public void Runs_ofEveryPreset_haveNamesOfTheirOwnAndSurviveJson(string name, Scale scale)
    {
        var study = Preset(name, scale);
        Assert.Equal(name, study.Name);
        Assert.Equal(study.Runs.Count, study.Runs.Select(run => run.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(study.Runs.Count, study.Runs.Select(run => run.Options.ToJson()).Distinct().Count());
        Assert.All(study.Runs, run => Assert.Equal(run.Options.ToJson(), RunOptions.Parse(run.Options.ToJson()).ToJson()));
        Assert.All(study.Runs, run => Assert.Equal(study.Runs[0].Values.Keys, run.Values.Keys));
    }

    [Theory]
    [InlineData("sft-targets")]
    [InlineData("pipeline")]
    public void Configurations_thatAreCompared_haveEqualBudgets(string name)
    {
        var study = Preset(name, Scale.Smoke);
        var comparable = study.Configurations.Where(run => run.Options.Stages.Count > 1).ToArray();
        Assert.Equal(name == "pipeline" ? 2 : 3, comparable.Length);
        Assert.Single(comparable.Select(run => (run.Values["sft steps"], run.Values["labelled inputs"])).Distinct());
        Assert.Single(comparable.Select(run => Training(run.Options.Stages[0])).Distinct());
        Assert.Single(study.Configurations.Select(run => Training(run.Options.Stages[^1])).Distinct());

        using var experiment = Digits.Experiment(study.Starts[0]);
        using var train = experiment.Task.ForFinetuning(LabelReward.PlusMinusOne(experiment.Task));
        var streams = new RandomStreams(study.Seeds[0]);
        Assert.All(comparable, run => Assert.Equal(
            (double)run.Values["labelled inputs"], run.Options.Stages[0].Inputs.Choose(train, experiment.Policy, streams).Count));
    }

    [Fact]
    public void Configurations_ofSftTargets_labelOnlyTheirGroup()
    {
        var study = SftTargetStudy.For(Scale.Smoke) with { LabelShares = [1] };
        using var experiment = Digits.Experiment(study.Starts[0]);
        using var train = experiment.Task.ForFinetuning(LabelReward.PlusMinusOne(experiment.Task));
        bool[] Small(string target) =>
        [
            .. study.Configurations.Single(run => (string)run.Values[SftTargetStudy.Target] == target).Options.Stages[0].Inputs
                .Choose(train, experiment.Policy, new RandomStreams(1)).Select(i => train.IsSmall[i]),
        ];
        Assert.All(Small(SftTargetStudy.Small), Assert.True);
        Assert.Equal(train.IsSmall.Count(small => small), Small(SftTargetStudy.Small).Length);
        Assert.All(Small(SftTargetStudy.Large), Assert.False);
        Assert.Contains(false, Small(SftTargetStudy.Random));
    }

    [Fact]
    public void Configurations_ofRewardShaping_shapeOnlyRft()
    {
        var study = RewardShapingStudy.For(Scale.Paper);
        Assert.Equal(2 * (study.Shapings.Count + 1), study.Configurations.Count);
        Assert.All(study.Configurations, run => Assert.Equal(
            study.Shapings.GetValueOrDefault((string)run.Values[RewardShapingStudy.Shaping]), run.Options.Stages[^1].Reward.Shaping));
        Assert.All(
            study.Configurations.Where(run => run.Options.Stages.Count > 1), run => Assert.Null(run.Options.Stages[0].Reward.Shaping));
    }

    [Fact]
    public async Task MeasureAsync_measuresEveryPretrainedPolicyOnce()
    {
        var study = PolicySizeStudy.For(Scale.Smoke);
        var measured = await PretrainedPolicies.MeasureAsync(study.Runs, epsilon: 1, cancellation: TestContext.Current.CancellationToken);
        // Digits have 64 pixels and 10 classes.
        Assert.Equal([64 * 16 + 16 + 16 * 10 + 10, 64 * 32 + 32 + 32 * 32 + 32 + 32 * 10 + 10], measured.Select(policy => policy.Parameters));
        Assert.All(measured, policy => Assert.Equal(1, policy.VanishingShare));
        Assert.All(measured, policy => Assert.InRange(policy.RftSmall, double.Epsilon, policy.RftLarge));
        Assert.All(measured, policy => Assert.True(policy.SftSmall > policy.RftSmall));

        // The first time they are pretrained and kept, the second time read.
        using var folder = new TemporaryFolder();
        for (var time = 0; time < 2; time++)
        {
            var shared = await PretrainedPolicies.MeasureAsync(
                study.Runs, epsilon: 1, folder["pretrained"], cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(measured.Select(policy => policy with { Run = null! }), shared.Select(policy => policy with { Run = null! }));
            Assert.Equal(2, Directory.GetFiles(folder["pretrained"], "*.safetensors").Length);
        }
    }

    [Fact]
    public void MeanDifference_pairsRunsOfTheSameSeed()
    {
        using var folder = new TemporaryFolder();
        var study = PipelineStudy.For(Scale.Smoke) with { Seeds = [1, 2, 3] };
        var configurations = study.Configurations.Take(2).Select(run => run.Configuration).ToArray();
        StudyResult Result(StudyRun run) => new(
            run, RunFolder.Create(run.Options, folder[run.Name]),
            new RunResult([new StageResult("rft", 1, new Dictionary<string, double>(), new Dictionary<string, double> { ["reward"] = Reward(run) })]));
        double Reward(StudyRun run) =>
            run.Configuration == configurations[0] ? run.Options.Setting.Seed * 100 : run.Options.Setting.Seed * 100 - 5;
        // In another order than that of the seeds.
        var results = new StudyResults([.. study.Runs.Where(run => configurations.Contains(run.Configuration)).Reverse().Select(Result)], folder["pretrained"]);

        var difference = results.MeanDifference(configurations[0], configurations[1], result => result.Final("reward"));

        Assert.Equal((5, 5, 5), (difference.Estimate, difference.Lower, difference.Upper));
    }

    private static Study Preset(string name, Scale scale) => name switch
    {
        "sft-targets" => SftTargetStudy.For(scale),
        "reward-shaping" => RewardShapingStudy.For(scale),
        "pipeline" => PipelineStudy.For(scale),
        _ => PolicySizeStudy.For(scale),
    };

    private static TrainerOptions Training(StageOptions stage) => Assert.IsType<ObjectiveMethod>(stage.Method).Training;
}
