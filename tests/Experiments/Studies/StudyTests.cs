using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Sweeps;
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

        // Without its run of full SFT and RFT a seed has nothing to be measured by.
        var sweep = Sweep.Open(folder["study"]);
        File.Delete(Path.Combine(sweep.FolderOf(sweep.Runs[3]), "result.json"));
        var budgets = PartialSftGrid.Budgets(StudyResults.Read(study, sweep));
        Assert.Equal(2, budgets.Count);
        Assert.All(budgets, budget => Assert.Single(budget.Gains));
    }

    [Fact]
    public async Task RunAsync_aRunThatFailsEveryTime_leavesTheOthersReadable()
    {
        using var folder = new TemporaryFolder();
        var study = Broken(new Dictionary<string, double> { ["works"] = 2, ["breaks"] = 0 });
        var results = await study.RunAsync(folder["study"], new LocalLauncher(cores: 2), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(["digits-works-seed1", "digits-works-seed2"], results.Select(result => result.Run.Name));
        Assert.Equal(["digits-breaks-seed1", "digits-breaks-seed2"], results.Failures.Select(failure => failure.Run.Name));
        Assert.All(results.Failures, failure => Assert.Equal(RunStatus.Failed, failure.Status));
        Assert.Equal(["digits-works"], results.Configurations);
        Assert.True(double.IsFinite(results.Mean("digits-works", result => result.Final("reward")).Upper));
        Assert.Contains("No input has a reward std", Assert.Throws<KeyNotFoundException>(() => results["digits-breaks"]).Message, StringComparison.Ordinal);
        Assert.Equal(["works"], results.Scores(result => result.Final("reward")).Keys);

        var frame = results.ToDataFrame();
        Assert.Equal(4, frame.Rows.Count);
        Assert.Equal([2.0, 2, 0, 0], frame["threshold"].Cast<double>());
        Assert.NotNull(frame["final.reward"][0]);
        Assert.Null(frame["error"][0]);
        Assert.Null(frame["final.reward"][2]);
        Assert.Contains("No input has a reward std", (string)frame["error"][2], StringComparison.Ordinal);

        // The same from what is on disk, and with a run that has not begun.
        var sweep = Sweep.Open(folder["study"]);
        File.Delete(Path.Combine(sweep.FolderOf(sweep.Runs[3]), RunFiles.Error));
        var read = StudyResults.Read(study, sweep);
        Assert.Equal([RunStatus.Failed, RunStatus.Interrupted], read.Failures.Select(failure => failure.Status));
    }

    [Fact]
    public async Task RunAsync_noRunFinishes_saysWhy()
    {
        using var folder = new TemporaryFolder();
        var error = await Assert.ThrowsAsync<SweepException>(() => Broken(new Dictionary<string, double> { ["breaks"] = 0 })
            .RunAsync(folder["study"], new LocalLauncher(cores: 2), cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("No run of study 'broken'", error.Message, StringComparison.Ordinal);
        Assert.Contains("digits-breaks-seed1: ArgumentException: No input has a reward std", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Starts_andSeeds_noneOrOneTwice_areNamed()
    {
        var study = PaperStudy.For(Scale.Smoke);
        string Message(Func<Study> create) => Assert.Throws<ArgumentException>(create).Message;
        Assert.Contains("Starts has 'digits' 2 times", Message(() => study with { Starts = [.. study.Starts, .. study.Starts] }), StringComparison.Ordinal);
        Assert.Contains("Seeds has '3' 2 times", Message(() => study with { Seeds = [3, 1, 3] }), StringComparison.Ordinal);
        Assert.Contains("Seeds is empty", Message(() => study with { Seeds = [] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void Shares_notAboveZeroAndAtMostOne_areNamed(double share)
    {
        var partial = PartialSftStudy.For(Scale.Smoke);
        foreach (var create in new Func<Study>[]
        {
            () => partial with { StepShares = [0.5, share] }, () => partial with { LabelShares = [share] }, () => partial with { TargetedShares = [share] },
            () => PipelineStudy.For(Scale.Smoke) with { LabelShare = share },
        })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(create);
            Assert.Contains($"{error.ParamName} must be above 0 and at most 1", error.Message, StringComparison.Ordinal);
        }
    }

    private static BrokenStudy Broken(IReadOnlyDictionary<string, double> thresholds) =>
        new() { Starts = [Digits.Options() with { Stages = [] }], Seeds = [1, 2], Thresholds = thresholds };

    /// <summary>RFT on the inputs with a reward std up to a threshold: with 0 there is none, and the run fails.</summary>
    private sealed record BrokenStudy : Study
    {
        public override string Name => "broken";

        public required IReadOnlyDictionary<string, double> Thresholds { get; init; }

        protected override IEnumerable<StudyRun> After(RunOptions start) => Thresholds.Select(threshold => new StudyRun(
            threshold.Key,
            new Dictionary<string, object> { ["threshold"] = threshold.Value },
            start with { Stages = [Digits.Stage("rft", new ExpectedReward()) with { Inputs = new SmallStdInputs { Threshold = threshold.Value } }] }));
    }

    private static Study Preset(string name, Scale scale) => name switch
    {
        "paper" => PaperStudy.For(scale),
        "mitigations" => MitigationStudy.For(scale),
        _ => PartialSftStudy.For(scale),
    };
}
