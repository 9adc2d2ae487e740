using VanishingGradients.Experiments.Language;
using VanishingGradients.Finetuning;
using VanishingGradients.Finetuning.Language;
using VanishingGradients.Finetuning.PolicyGradient;

namespace VanishingGradients.Experiments.Runs;

public sealed class EnclosingDefaultsTests
{
    private static readonly LanguageFinetuningOptions Laptop = LaptopGpt.Ppo(Scale.Course);

    private static LanguageFinetuningOptions Reinforcement(string training) =>
        RunJson.Read<ReinforcementLanguageMethod>("text", $$"""{ "training": {{training}} }""").Training;

    // Lists within options have no value equality.
    private static void Same<T>(T expected, T actual) => Assert.Equal(RunJson.Write(expected), RunJson.Write(actual));

    [Fact]
    public void Read_oneKeyOfTheMethod_keepsTheOthers()
    {
        var method = new LanguageFinetuningOptions().Method with { Iterations = 2 };
        Same(method, RunJson.Read<LanguageFinetuningOptions>("text", """{ "method": { "iterations": 2 } }""").Method);
        Same(Laptop.Method with { Iterations = 2 }, Reinforcement("""{ "method": { "iterations": 2 } }""").Method);
    }

    [Fact]
    public void Read_oneKeyOfOptionsWithinOptions_keepsTheOthers()
    {
        var training = Reinforcement("""{ "generation": { "maxNewTokens": 2 }, "probe": { "completions": 5 }, "method": { "kl": { "coefficient": 0.5 } } }""");
        Assert.Equal(Laptop.Generation with { MaxNewTokens = 2 }, training.Generation);
        Same(Laptop.Probe! with { Completions = 5 }, training.Probe!);
        Same(Laptop.Method with { Kl = Laptop.Method.Kl! with { Coefficient = 0.5 } }, training.Method);
        var supervised = RunJson.Read<SupervisedLanguageMethod>("text", """{ "training": { "batchSize": 8 }, "generation": { "batchSize": 3 } }""");
        Assert.Equal(LaptopGpt.Supervised with { BatchSize = 8 }, supervised.Training);
        Assert.Equal(Laptop.Generation with { BatchSize = 3 }, supervised.Generation);
    }

    [Fact]
    public void Read_wholeRun_keepsTheDefaultsOfItsParts()
    {
        var run = (LanguageRunOptions)RunDescription.Parse("""
            {
              "kind": "language",
              "pretraining": { "epochs": 2, "optimizer": { "learningRate": 0.001 } },
              "stages": [{ "name": "rft", "method": { "kind": "reinforcement", "training": { "method": { "minibatchSize": null } } } }]
            }
            """);
        Assert.Equal(LaptopGpt.Pretraining with { Epochs = 2, Optimizer = LaptopGpt.Pretraining.Optimizer with { LearningRate = 0.001 } }, run.Pretraining);
        Same(Laptop.Method with { MinibatchSize = null }, ((ReinforcementLanguageMethod)run.Stages[0].Method).Training.Method);
        var controlled = RunOptions.Parse("""{ "environment": "digits", "setting": { "pretraining": { "optimizer": { "kind": "sgd" } } } }""");
        Assert.Equal(new ControlledOptions().Pretraining with { Optimizer = new SgdOptions() }, controlled.Setting.Pretraining);
    }

    [Fact]
    public void Read_kindOfTheDefault_keepsItsOtherKeys()
    {
        const string json = """{ "method": { "optimizer": { "kind": "adam", "learningRate": 0.5 } } }""";
        Assert.Equal(new AdamOptions(0.5, weightDecay: 1e-6), RunJson.Read<LanguageFinetuningOptions>("text", json).Method.Optimizer);
    }

    [Fact]
    public void Read_anotherKind_hasTheDefaultsOfItsType()
    {
        var method = Reinforcement("""{ "method": { "advantage": { "kind": "leave-one-out" }, "kl": { "controller": { "kind": "constant" } } } }""").Method;
        Same(
            Laptop.Method with { Advantage = new LeaveOneOutAdvantage(), Kl = Laptop.Method.Kl! with { Controller = new ConstantKl() } }, method);
    }

    [Fact]
    public void Read_keysLeftOut_changesNoDefault()
    {
        var before = RunJson.Write(new ReinforcementLanguageMethod());
        Reinforcement("""{ "method": { "loss": { "kind": "clipped", "clip": 0.4 }, "kl": { "coefficient": 3 } } }""");
        Assert.Equal(before, RunJson.Write(new ReinforcementLanguageMethod()));
        Assert.Equal(0.2, ((ClippedLoss)PolicyGradientOptions.Ppo.Loss).Clip);
    }

    [Fact]
    public void Read_mistakeBesideKeysLeftOut_tellsItsLine() => Assert.Contains(
        "$.training.method.iterations | LineNumber: 2",
        Assert.Throws<RunFileException>(() => Reinforcement("{ \"method\":\n{ \"minibatchSize\": 2,\n\"iterations\": \"two\" } }")).Message,
        StringComparison.Ordinal);
}
