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
