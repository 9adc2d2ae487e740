using FsCheck.Xunit;
using TorchSharp;
using VanishingGradients.Data;
using VanishingGradients.Finetuning;
using VanishingGradients.Models;
using VanishingGradients.Rewards;

namespace VanishingGradients.Experiments.Runs;

public sealed class RunOptionsTests
{
    private const string Small = """{ "environment": "digits", "setting": { "pretraining": { "epochs": 3 } }, "stages": [] }""";

    private static RunOptions Random(int seed)
    {
        var random = new Random(seed);
        double Number() => random.NextDouble() + 1e-3;
        T Of<T>(params T[] values) => values[random.Next(values.Length)];
        TrainerOptions Training() => new()
        {
            Epochs = random.Next(1, 9999),
            BatchSize = random.Next(1, 999),
            LogEvery = random.Next(1, 9),
            EpochsPerRollout = random.Next(1, 9),
            Temperature = Number(),
            KlCoefficient = Of(0, Number()),
            KlReference = Of(KlReference.InitialPolicy, KlReference.Uniform),
            Optimizer = Of<OptimizerOptions>(new AdamOptions(Number(), Number() / 2, Number() / 2, Number(), Number()), new SgdOptions(Number())),
        };
        RewardShaping Shaping() => new()
        {
            Scale = Number(),
            Centre = Of(true, false),
            Whiten = Of(true, false),
            Clip = Of(null, (double?)Number()),
            Dither = Of(0, Number()),
        };
        StageOptions Stage(int number) => new()
        {
            Name = $"stage-{number}",
            Method = new ObjectiveMethod
            {
                Objective = Of<Objective>(new ExpectedReward(), new Supervised(), new Reinforce(), new PpoSurrogate(Number() / 2), new NormalizedReward { Epsilon = Number() }),
                Training = Training(),
            },
            Inputs = Of<InputSelection>(
                new AllInputs(), new GroupInputs(Of(InputGroup.Small, InputGroup.Large)), new RandomInputs { Count = random.Next(1, 99), Stream = "Ähnlich" },
                new ShareOfInputs { Share = Number() / 2, Group = Of(null, (InputGroup?)InputGroup.Large) },
                new SmallStdInputs { Threshold = Number(), AtMost = Of(null, (int?)random.Next(1, 99)) }),
            Reward = Of<RewardOptions>(new PlusMinusOneReward(), new HighInitialReward { Wrong = Number() }) with { Shaping = Of(null, Shaping()) },
        };
        return new RunOptions
        {
            Environment = Of("digits", "mnist"),
            Setting = new ControlledOptions
            {
                Seed = random.NextInt64(),
                Task = new ControlledTaskOptions { TrainInputs = random.Next(1, 999), RelabelledShare = random.NextDouble() },
                Policy = Of<PolicyOptions>(new MlpOptions([.. Enumerable.Range(1, random.Next(4))]), new ResNet18Options(), new BertMiniOptions()),
                Pretraining = Training(),
                Finetuning = Training(),
            },
            Stages = [.. Enumerable.Range(0, random.Next(4)).Select(Stage)],
        };
    }

    [Property(MaxTest = 100)]
    public void Parse_whatToJsonWrote_isTheSameRun(int seed)
    {
        var options = Random(seed);
        var parsed = RunOptions.Parse(options.ToJson());
        Assert.Equal(options.ToJson(), parsed.ToJson());
        Assert.Equal(options.Setting.Pretraining, parsed.Setting.Pretraining);
        Assert.Equal(options.Setting.Task, parsed.Setting.Task);
        Assert.Equal(options.Stages.Select(stage => stage.Inputs), parsed.Stages.Select(stage => stage.Inputs));
        Assert.Equal(options.Stages.Select(stage => stage.Reward), parsed.Stages.Select(stage => stage.Reward));
        Assert.Equal(
            options.Stages.Select(stage => ((ObjectiveMethod)stage.Method).Objective).Select(objective => (objective.Name, (objective as PpoSurrogate)?.Clip)),
            parsed.Stages.Select(stage => ((ObjectiveMethod)stage.Method).Objective).Select(objective => (objective.Name, (objective as PpoSurrogate)?.Clip)));
    }

    [Fact]
    public void Parse_littleJson_hasTheDefaults() =>
        Assert.Equal(new ControlledOptions().Pretraining with { Epochs = 3 }, RunOptions.Parse(Small).Setting.Pretraining);

    [Theory]
    [InlineData("\"stages\": []", "\"stagess\": []", "stagess")]
    [InlineData("\"epochs\": 3", "\"epoch\": 3", "$.setting.pretraining")]
    [InlineData("\"epochs\": 3", "\"epochs\": 0", "Epochs must be at least 1. (Parameter 'Epochs')\nActual value was 0.")]
    [InlineData("\"epochs\": 3", "\"epochs\": 3, \"epochs\": 4", "epochs")]
    [InlineData("\"epochs\": 3", "\"epochs\": 3, \"temperature\": \"NaN\"", "Temperature must be a finite number above 0")]
    [InlineData("\"epochs\": 3", "\"epochs\": 3, \"optimizer\": null", "optimizer")]
    [InlineData("\"epochs\": 3", "\"optimizer\": { \"kind\": \"magic\" }", "magic")]
    [InlineData("\"environment\": \"digits\",", "", "environment")]
    [InlineData("\"environment\": \"digits\",", "\"environment\": \" \",", "Environment is empty")]
    [InlineData("\"stages\": []", "\"stages\": [{ \"name\": \"pretraining\", \"method\": null }]", "Name of a stage is 'pretraining'")]
    [InlineData("\"stages\": []", "\"stages\": [{ \"name\": \"a\", \"method\": { \"kind\": \"objective\" } }]", "objective")]
    [InlineData("}, \"stages\"", ", \"policy\": { \"kind\": \"mlp\", \"hidden\": [0] } }, \"stages\"", "Every width of Hidden must be at least 1")]
    public void Parse_mistake_namesIt(string part, string replacement, string expected)
    {
        var json = Small.Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Small, json);
        var error = Assert.Throws<RunFileException>(() => RunOptions.Parse(json));
        Assert.Contains(expected, error.Message.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_sameNameTwice_saysSo() => Assert.Contains(
        "2 stages named 'rft'",
        Assert.Throws<ArgumentException>(() => Digits.Options(Digits.Stage("rft", new Reinforce()), Digits.Stage("rft", new Supervised()))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ToJson_codeInsteadOfData_saysWhichProperty()
    {
        var policy = Digits.Options() with { Setting = new ControlledOptions { Policy = new CustomPolicy((_, _, _) => throw new InvalidOperationException()) } };
        Assert.StartsWith("Policy is made by code", Assert.Throws<NotSupportedException>(policy.ToJson).Message, StringComparison.Ordinal);
        var objective = Digits.Options(Digits.Stage("mine", new Entropy()));
        var error = Assert.Throws<NotSupportedException>(objective.ToJson);
        Assert.StartsWith("Method of stage 'mine' is made by code", error.Message, StringComparison.Ordinal);
        Assert.Contains("ControlledExperiment", error.Message, StringComparison.Ordinal);
    }

    private sealed class Entropy : Objective
    {
        public override string Name => "entropy";

        public override bool IsMaximised => true;

        public override torch.Tensor PerInput(PolicyBatch batch) => -(batch.Probabilities * batch.LogProbabilities).sum(-1);
    }
}
