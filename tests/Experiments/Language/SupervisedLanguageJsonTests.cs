using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning.Language;

namespace VanishingGradients.Experiments.Language;

/// <summary>The options of language runs as JSON of run folders, and the published configurations.</summary>
public sealed class SupervisedLanguageJsonTests
{
    public static TheoryData<SupervisedLanguageOptions> Presets =>
    [
        SupervisedLanguageOptions.NarrativeQa, SupervisedLanguageOptions.Totto, SupervisedLanguageOptions.CommonGen, SupervisedLanguageOptions.Iwslt2017,
        SupervisedLanguageOptions.CnnDailyMail, SupervisedLanguageOptions.DailyDialog, SupervisedLanguageOptions.Imdb, LaptopGpt.Pretraining,
        LaptopGpt.Supervised, new SupervisedLanguageOptions { MaxSteps = 3, LogEvery = 2, StepShare = 0.4, InputShare = 0.01, MaxGradientNorm = null, InputStream = "other" },
    ];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Read_writtenOptions_areThemselves(SupervisedLanguageOptions options) =>
        Assert.Equal(options, RunJson.Read<SupervisedLanguageOptions>("text", RunJson.Write(options)));

    [Fact]
    public void Read_writtenEncoding_isItself() =>
        Assert.Equal(ExampleEncoding.Imdb, RunJson.Read<ExampleEncoding>("text", RunJson.Write(ExampleEncoding.Imdb)));

    [Fact]
    public void Read_writtenTask_isItself() => Assert.Equal(
        new SmallLanguageTaskOptions { Animals = 3 },
        RunJson.Read<SmallLanguageTaskOptions>("text", RunJson.Write(new SmallLanguageTaskOptions { Animals = 3 })));

    [Fact]
    public void Read_valueOutOfRange_namesTheProperty() => Assert.Contains(
        "StepShare",
        Assert.Throws<RunFileException>(() => RunJson.Read<SupervisedLanguageOptions>("text", """{ "stepShare": 2 }""")).Message,
        StringComparison.Ordinal);
}
