using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Studies;

public sealed class StudyTests
{
    public static TheoryData<string, Scale> All =>
        new(from name in new[] { "paper", "mitigations", "partial-sft" } from scale in Enum.GetValues<Scale>() select (name, scale));

    [Theory]
    [MemberData(nameof(All))]
    public void Runs_ofEveryPreset_haveNamesOfTheirOwnAndSurviveJson(string name, Scale scale)
    {
        var study = Preset(name, scale);
        Assert.Equal(name, study.Name);
        Assert.Equal(study.Configurations.Count * study.Seeds.Count, study.Runs.Count);
        Assert.Equal(study.Runs.Count, study.Runs.Select(run => run.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(study.Runs, run => Assert.Equal(run.Options.ToJson(), RunOptions.Parse(run.Options.ToJson()).ToJson()));
        Assert.All(study.Runs, run => Assert.Equal(study.Runs[0].Values.Keys, run.Values.Keys));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Runs_thatDifferInName_differInWhatTheyDo(string name, Scale scale)
    {
        var runs = Preset(name, scale).Runs;
        Assert.Equal(runs.Count, runs.Select(run => run.Options.ToJson()).Distinct().Count());
    }

    [Fact]
    public void For_paper_hasThePublishedOptimisersAndEpochs()
    {
        var study = PaperStudy.For(Scale.Paper);
        var start = Assert.Single(study.Starts);
        Assert.Equal("mnist", start.Environment);
        Assert.Equal((1000, 1000), (start.Setting.Task.TrainInputs, start.Setting.Pretraining.Epochs));
        foreach (var run in study.Runs)
        {
            var training = Assert.IsType<ObjectiveMethod>(Assert.Single(run.Options.Stages).Method).Training;
            Assert.Equal(5000, training.Epochs);
            Assert.Equal(0, training.KlCoefficient);
            Assert.Equal((string)run.Values["plan"] == "sgd" ? new SgdOptions(1e-2) : new AdamOptions(1e-4), training.Optimizer);
        }
    }

    [Fact]
    public void Configurations_ofThePaperWithAKlPenalty_nameItAndItsReference()
    {
        var study = PaperStudy.For(Scale.Smoke) with { Plans = [PaperPlan.Adam], KlCoefficients = [0, 0.1], KlReference = KlReference.Uniform };
        Assert.Equal(
            ["digits-adam-rft", "digits-adam-reinforce", "digits-adam-sft", "digits-adam-kl-uniform-0.1-rft", "digits-adam-kl-uniform-0.1-reinforce",
             "digits-adam-kl-uniform-0.1-sft"],
            study.Configurations.Select(run => run.Configuration));
    }

    [Fact]
    public void Configurations_ofPartialSft_countStepsAndLabels()
    {
        // 1000 inputs in batches of 512: an epoch of all has two steps, one of half of them has one.
        var study = PartialSftStudy.For(Scale.Paper) with { StepShares = [0.5], LabelShares = [0.5], TargetedShares = [] };
        Assert.Equal(
            [(0.0, 0.0), (1000, 500), (1000, 1000), (2000, 500), (2000, 1000)],
            study.Configurations.Select(run => ((double)run.Values[PartialSftStudy.Steps], (double)run.Values[PartialSftStudy.Labels])));
        Assert.Equal(
            [0, 1000, 500, 2000, 1000],
            study.Configurations.Select(run => run.Options.Stages.SkipLast(1).Sum(stage => ((ObjectiveMethod)stage.Method).Training.Epochs)));
    }

    [Fact]
    public async Task RunAsync_smokeScaleOnDigits_givesOneRowPerRunAndIsNotComputedTwice()
    {
        using var folder = new TemporaryFolder();
        var study = PartialSftStudy.For(Scale.Smoke) with { StepShares = [1], LabelShares = [1], TargetedShares = [], Seeds = [1, 2] };
        var results = await study.RunAsync(folder["study"], cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(study.Runs.Select(run => run.Name), results.Select(result => result.Run.Name));
        var frame = results.ToDataFrame();
        Assert.Equal(4, frame.Rows.Count);
        Assert.Equal(["digits-rft-only", "digits-rft-only", "digits-steps-1-labels-1-random", "digits-steps-1-labels-1-random"], frame["configuration"].Cast<string>());
        Assert.Equal([0.0, 0, 200, 200], frame[PartialSftStudy.Labels].Cast<double>());
        Assert.Null(frame["sft.reward"][0]);
        Assert.Equal(frame["rft.reward"].Cast<double>(), frame["final.reward"].Cast<double>());
        Assert.Equal([1.0, 1], PartialSftGrid.Budgets(results)[^1].Gains);

        var written = Directory.GetFiles(folder["study"], "result.json", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc).ToArray();
        var again = await study.RunAsync(folder["study"], cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(results.Select(result => result.Final("reward")), again.Select(result => result.Final("reward")));
        Assert.Equal(written, Directory.GetFiles(folder["study"], "result.json", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc));
    }

    private static Study Preset(string name, Scale scale) => name switch
    {
        "paper" => PaperStudy.For(scale),
        "mitigations" => MitigationStudy.For(scale),
        _ => PartialSftStudy.For(scale),
    };
}
