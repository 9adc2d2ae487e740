using VanishingGradients.Data;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using static TorchSharp.torch;

namespace VanishingGradients.Experiments.Studies;

/// <summary>Every study in every environment at every scale.</summary>
public sealed class StudyEnvironmentsTests
{
    private static readonly Dictionary<string, Func<Scale, string, Study>> Studies = new()
    {
        ["paper"] = (scale, environment) => PaperStudy.For(scale, environment),
        ["mitigations"] = (scale, environment) => MitigationStudy.For(scale, environment),
        ["partial-sft"] = (scale, environment) => PartialSftStudy.For(scale, environment),
        ["algorithms"] = (scale, environment) => AlgorithmStudy.For(scale, environment),
        ["sft-targets"] = (scale, environment) => SftTargetStudy.For(scale, environment),
        ["reward-shaping"] = (scale, environment) => RewardShapingStudy.For(scale, environment),
        ["pipeline"] = (scale, environment) => PipelineStudy.For(scale, environment),
        ["policy-size"] = (scale, environment) => PolicySizeStudy.For(scale, environment),
    };

    public static TheoryData<string, Scale, string> All => new(
        from study in Studies.Keys
        from scale in Enum.GetValues<Scale>()
        from environment in ControlledEnvironments.Names
        where (study, environment) != ("policy-size", ControlledEnvironments.Stsb)
        select (study, scale, environment));

    public static TheoryData<Scale, string> Large => new(
        from scale in Enum.GetValues<Scale>()
        from environment in new[] { ControlledEnvironments.Cifar10, ControlledEnvironments.Stsb }
        select (scale, environment));

    [Theory]
    [MemberData(nameof(All))]
    public void For_everyEnvironment_hasDifferentRunsThatAreData(string name, Scale scale, string environment)
    {
        var runs = Studies[name](scale, environment).Configurations;
        Assert.Equal(runs.Count, runs.Select(run => run.Configuration).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(runs.Count, runs.Select(run => run.Options.ToJson()).Distinct().Count());
        Assert.All(runs, run => Assert.Equal(environment, run.Options.Environment));
        Assert.All(runs, run => Assert.Equal(run.Options.ToJson(), RunOptions.Parse(run.Options.ToJson()).ToJson()));
    }

    [Theory]
    [MemberData(nameof(Large))]
    public void For_anEnvironmentWithALargePolicy_finetunesAsItsPresetDoes(Scale scale, string environment)
    {
        var preset = ControlledEnvironments.Options(environment, scale).Finetuning;
        Assert.Equal(new AdamOptions(1e-4), preset.Optimizer);
        var paper = PaperStudy.For(scale, environment);
        Assert.Equal(preset, paper.Finetuning);
        Assert.Equal(ControlledEnvironments.GradientDescent(environment), paper.Sgd);
        Assert.Equal(paper.Sgd, AlgorithmStudy.For(scale, environment).Sgd);
        Assert.Equal(preset with { LogEvery = 5 }, AlgorithmStudy.For(scale, environment).Training);
        TrainerOptions[] rft =
        [
            MitigationStudy.For(scale, environment).Rft, PartialSftStudy.For(scale, environment).Rft, SftTargetStudy.For(scale, environment).Rft,
            RewardShapingStudy.For(scale, environment).Rft, PipelineStudy.For(scale, environment).Rft,
            Assert.IsType<ObjectiveMethod>(Pipeline.For(scale, environment).Finetuning).Training,
        ];
        Assert.All(rft, training => Assert.Equal(preset, training));
        Assert.Equal(
            preset with { Epochs = scale == Scale.Paper ? 1000 : preset.Epochs }, PartialSftStudy.For(scale, environment).Sft);
    }

    [Theory]
    [InlineData(ControlledEnvironments.Mnist, 100)]
    [InlineData(ControlledEnvironments.FashionMnist, 300)]
    [InlineData(ControlledEnvironments.Digits, 300)]
    public void For_smallImagesAtCourseScale_takesTenTimesThePublishedRates(string environment, int sftEpochs)
    {
        var paper = PaperStudy.For(Scale.Course, environment);
        Assert.Equal((200, new AdamOptions(1e-3)), (paper.Finetuning.Epochs, paper.Finetuning.Optimizer));
        Assert.Equal(new SgdOptions(0.1), paper.Sgd);
        Assert.Equal(sftEpochs, PartialSftStudy.For(Scale.Course, environment).Sft.Epochs);
        Assert.Equal(150, AlgorithmStudy.For(Scale.Course, environment).Training.Epochs);
    }

    [Fact]
    public void Configurations_ofPolicySizesOnTokenIds_sayWhatElseThereIs()
    {
        var error = Assert.Throws<ArgumentException>(() => PolicySizeStudy.For(Scale.Smoke, ControlledEnvironments.Stsb).Configurations);
        Assert.Contains("token ids", error.Message, StringComparison.Ordinal);
        Assert.Contains(ControlledEnvironments.Digits, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Finetune_onSentencePairsMadeHere_trainsBertBySftAndByRft()
    {
        var study = MitigationStudy.For(Scale.Smoke, ControlledEnvironments.Stsb);
        var setting = study.Starts[0].Setting;
        Assert.IsType<BertMiniOptions>(setting.Policy);
        using var environment = new ControlledEnvironment(ControlledEnvironments.Stsb, Pairs(60, first: 0), Pairs(60, first: 60));
        using var experiment = new ControlledExperiment(
            environment, setting with { Task = setting.Task with { TrainInputs = 20, TestInputs = 20 }, Pretraining = setting.Pretraining with { Epochs = 1 } });
        experiment.Pretrain();
        var before = experiment.Policy.Parameters.ToArray();
        foreach (var stage in study.Configurations.Single(run => run.Options.Stages.Count > 1).Options.Stages)
        {
            var training = Assert.IsType<ObjectiveMethod>(stage.Method).Training;
            var log = experiment.Finetune(stage.Method);
            Assert.Equal(training.Epochs, log[MetricsLog.Epoch][^1]);
            Assert.NotEqual(before, experiment.Policy.Parameters.ToArray());
        }
    }

    // Ids, mask and types of four tokens each; the ids tell pairs apart.
    private static LabelledInputs Pairs(int count, int first)
    {
        var ids = arange(first, first + count, ScalarType.Int64).unsqueeze(1) + tensor(new long[] { 1000, 3000, 5000, 7000 });
        return new LabelledInputs(
            ControlledEnvironments.Stsb, stack([ids, ones_like(ids), zeros_like(ids)], dim: 1),
            [.. Enumerable.Range(0, count).Select(i => i % SentencePairs.Classes)], SentencePairs.Classes);
    }
}
