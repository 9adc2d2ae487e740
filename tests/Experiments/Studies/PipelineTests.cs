using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Studies;

public sealed class PipelineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Execute_onDigits_mendsWhatItChoseAndShowsEveryStage()
    {
        var pipeline = Pipeline.For(Scale.Smoke) with { Epsilon = 0.4 };
        var result = pipeline.Execute(_folder["run"]);

        Assert.Equal([StageOptions.Pretraining, Pipeline.MitigationStage, Pipeline.FinetuningStage], result.Stages.Select(stage => stage.Stage));
        Assert.Equal(result.Vanishing.Count, result.Stages[1].Inputs);
        Assert.Equal(result.Before.Vanishing(0.4).Count, result.Vanishing.Count);
        Assert.Equal((200, 200), (result.Stages[0].Inputs, result.Stages[2].Inputs));
        Assert.True(result.Stages[1].VanishingReward > result.Stages[0].VanishingReward);
        Assert.All(result.Stages.Zip(new[] { result.Before, result.HandOver, result.After }), pair =>
        {
            var mean = pair.Second.RewardMeans.ToArray().Average();
            Assert.Equal(result.Result.Stage(pair.First.Stage).Evaluation["reward"], mean, 1e-12);
            Assert.Equal(
                mean, (result.Vanishing.Count * pair.First.VanishingReward + (200 - result.Vanishing.Count) * pair.First.OtherReward) / 200, 1e-12);
        });
    }

    [Fact]
    public void Execute_withoutMitigation_handsOverThePretrainedPolicy()
    {
        var pipeline = Pipeline.For(Scale.Smoke) with { Mitigation = null };
        var result = pipeline.Execute(_folder["run"]);
        Assert.Equal([StageOptions.Pretraining, Pipeline.FinetuningStage], result.Stages.Select(stage => stage.Stage));
        Assert.Equal(result.Before.RewardStds, result.HandOver.RewardStds);
    }

    [Fact]
    public void Execute_whereNothingVanishes_saysSo() => Assert.Contains(
        "No input has a reward std of at most 0",
        Assert.Throws<ArgumentException>(() => (Pipeline.For(Scale.Smoke) with { Epsilon = 0 }).Execute(_folder["run"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Options_ofAPipelineWithEveryPartReplaced_surviveJson()
    {
        var pipeline = Pipeline.For(Scale.Smoke) with { Choice = new RandomInputs { Count = 5 }, Mitigation = new PolicyGradientMethod() };
        Assert.Equal(pipeline.Options.ToJson(), RunOptions.Parse(pipeline.Options.ToJson()).ToJson());
        Assert.Equal(pipeline.Choice, pipeline.Options.Stages[0].Inputs);
        Assert.Equal(pipeline.Mitigation, pipeline.Options.Stages[0].Method);
    }

    [Fact]
    public void Read_unfinishedRun_saysWhatToDo()
    {
        RunFolder.Create(Pipeline.For(Scale.Smoke).Options, _folder["run"]);
        Assert.Contains("Execute the pipeline", Assert.Throws<RunFileException>(() => PipelineResult.Read(_folder["run"], 0.1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no census yet", Assert.Throws<RunFileException>(() => RunFolder.Open(_folder["run"]).Census("rft")).Message, StringComparison.Ordinal);
    }
}
