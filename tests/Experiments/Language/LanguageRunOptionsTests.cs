using System.Text.RegularExpressions;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Text;

namespace VanishingGradients.Experiments.Language;

public sealed partial class LanguageRunOptionsTests
{
    private const string Small = """{ "kind": "language", "seed": 3, "stages": [{ "name": "rft", "method": { "kind": "reinforcement" } }] }""";

    public static TheoryData<LanguageRunOptions> Runs =>
    [
        new LanguageRunOptions(), TinyRuns.Options, LaptopGpt.Run(Scale.Smoke), LaptopGpt.Run(Scale.Paper),
        TinyRuns.Options with { Model = new HuggingFaceModelOptions("stories"), Pretraining = null, Seed = 9 },
        new LanguageRunOptions
        {
            Model = new HuggingFaceModelOptions("models/gpt2") { Revision = "v1" },
            Stages = [.. LanguageFinetuningPreset.All.Select(preset => new LanguageStageOptions
            {
                Name = preset.Name,
                Method = new ReinforcementLanguageMethod { Training = preset.Nlpo },
            })],
        },
    ];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Parse_whatToJsonWrote_isTheSameRun(LanguageRunOptions options)
    {
        var parsed = Assert.IsType<LanguageRunOptions>(RunDescription.Parse(options.ToJson()));
        Assert.Equal(options.ToJson(), parsed.ToJson());
        Assert.Equal((options.Task, options.Model, options.Pretraining, options.Seed), (parsed.Task, parsed.Model, parsed.Pretraining, parsed.Seed));
        Assert.Equal(options.Stages.Select(stage => stage.Name), parsed.Stages.Select(stage => stage.Name));
    }

    [Fact]
    public void Parse_littleJson_hasTheDefaults()
    {
        var run = Assert.IsType<LanguageRunOptions>(RunDescription.Parse(Small));
        Assert.Equal(LaptopGpt.Pretraining, run.Pretraining);
        Assert.Equal(LaptopGpt.Ppo(Scale.Course).Method, Assert.IsType<ReinforcementLanguageMethod>(run.Stages[0].Method).Training.Method);
    }

    [Fact]
    public void Parse_noKind_isAControlledRun()
    {
        Assert.IsType<RunOptions>(RunDescription.Parse("""{ "environment": "digits" }"""));
        Assert.IsType<RunOptions>(RunDescription.Parse("""{ "kind": "controlled", "environment": "digits" }"""));
        Assert.DoesNotContain("\"controlled\"", new RunOptions { Environment = "digits" }.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"seed\": 3", "\"sead\": 3", "sead")]
    [InlineData("\"language\"", "\"speech\"", "speech")]
    [InlineData("\"language\"", "\"speech\"", "Known kinds are controlled, language.")]
    [InlineData("\"reinforcement\"", "\"magic\"", "magic")]
    [InlineData("\"reinforcement\"", "\"magic\"", "Known kinds are supervised, reinforcement.")]
    [InlineData("\"seed\": 3", "\"task\": { \"kind\": \"large\" }", "Known kinds are small.")]
    [InlineData("\"seed\": 3", "\"model\": { \"kind\": \"bert\" }", "Known kinds are laptop-gpt, hugging-face.")]
    [InlineData("\"rft\"", "\"pretraining\"", "Name of a stage is 'pretraining'")]
    [InlineData("\"seed\": 3", "\"model\": { \"kind\": \"laptop-gpt\", \"layers\": 0 }", "Layers must be at least 1")]
    [InlineData("\"seed\": 3", "\"pretraining\": { \"pairsPerPass\": 0 }", "PairsPerPass must be at least 1")]
    public void Parse_mistake_namesIt(string part, string replacement, string expected)
    {
        var json = Small.Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Small, json);
        Assert.Contains(expected, Assert.Throws<RunFileException>(() => RunDescription.Parse(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ppo_preset_samplesAsTheTaskDoes()
    {
        var task = SmallLanguageTask.Draw(new(), new Torch.RandomStreams(1));
        Assert.Equal(task.Sampling, LaptopGpt.Ppo(Scale.Course).Generation);
        Assert.Equal(task.Prompts.Count, LaptopGpt.Ppo(Scale.Course).Method.InputsPerRollout);
        Assert.Equal(new DecodingOptions(), task.Sampling.Decoding);
    }

    [Fact]
    public void Readme_runs_areRuns()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryFolder.Path, "README.md"));
        var runs = JsonBlock().Matches(readme).Select(block => RunDescription.Parse(block.Groups[1].Value)).ToArray();
        Assert.Single(runs.OfType<RunOptions>());
        Assert.Single(runs.OfType<LanguageRunOptions>());
    }

    [GeneratedRegex("```json\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
