namespace VanishingGradients.Finetuning.Language;

public sealed class SupervisedLanguageOptionsTests
{
    [Theory]
    [InlineData(100, 1, null, 5 * 4)]
    [InlineData(100, 0.4, null, 8)]
    [InlineData(3, 0.01, null, 1)]
    [InlineData(100, 0.4, 3, 3)]
    public void Steps_shares_areOfTheEpochsOverAllPairs(int pairs, double share, int? maximum, long expected) =>
        Assert.Equal(expected, new SupervisedLanguageOptions { BatchSize = 32, StepShare = share, MaxSteps = maximum }.Steps(pairs));

    public static TheoryData<SupervisedLanguageOptions, double, int, int, double, ScheduleShape, LossTokens> Published => new()
    {
        { SupervisedLanguageOptions.NarrativeQa, 1e-5, 64, 5, 0.01, ScheduleShape.Constant, LossTokens.Completion },
        { SupervisedLanguageOptions.Totto, 1e-4, 8, 5, 0.1, ScheduleShape.Constant, LossTokens.Completion },
        { SupervisedLanguageOptions.CommonGen, 1e-5, 8, 4, 0.01, ScheduleShape.Cosine, LossTokens.Completion },
        { SupervisedLanguageOptions.Iwslt2017, 1e-5, 64, 5, 0.1, ScheduleShape.Constant, LossTokens.Completion },
        { SupervisedLanguageOptions.CnnDailyMail, 1e-4, 16, 2, 0.1, ScheduleShape.Cosine, LossTokens.Completion },
        { SupervisedLanguageOptions.DailyDialog, 1e-5, 32, 20, 0, ScheduleShape.Constant, LossTokens.All },
        { SupervisedLanguageOptions.Imdb, 1e-5, 16, 10, 0, ScheduleShape.Constant, LossTokens.All },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Presets_haveThePublishedNumbers(
        SupervisedLanguageOptions preset, double rate, int batch, int epochs, double decay, ScheduleShape schedule, LossTokens tokens)
    {
        Assert.Equal((rate, batch, epochs, decay), (preset.Optimizer.LearningRate, preset.BatchSize, preset.Epochs, preset.Optimizer.WeightDecay));
        Assert.Equal((schedule, tokens, 1.0), (preset.Schedule.Shape, preset.Tokens, preset.MaxGradientNorm));
        Assert.Equal((0.9, 0.999, 1e-8), (preset.Optimizer.Beta1, preset.Optimizer.Beta2, preset.Optimizer.Epsilon));
    }

    [Fact]
    public void Properties_outOfRange_areNamed()
    {
        Assert.Equal("StepShare", Assert.Throws<ArgumentOutOfRangeException>(() => new SupervisedLanguageOptions { StepShare = 0 }).ParamName);
        Assert.Equal("InputShare", Assert.Throws<ArgumentOutOfRangeException>(() => new SupervisedLanguageOptions { InputShare = 1.1 }).ParamName);
        Assert.Equal("MaxSteps", Assert.Throws<ArgumentOutOfRangeException>(() => new SupervisedLanguageOptions { MaxSteps = 0 }).ParamName);
        Assert.Equal("LogEvery", Assert.Throws<ArgumentOutOfRangeException>(() => new SupervisedLanguageOptions { LogEvery = 0 }).ParamName);
        Assert.Equal("PairsPerPass", Assert.Throws<ArgumentOutOfRangeException>(() => new SupervisedLanguageOptions { PairsPerPass = 0 }).ParamName);
    }
}
