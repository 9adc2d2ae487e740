namespace VanishingGradients.Finetuning;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(ScheduleShape.Constant, 0, 1, 1, 1)]
    [InlineData(ScheduleShape.Constant, 4, 0, 1, 1)]
    [InlineData(ScheduleShape.Linear, 4, 0, 0.5, 0)]
    [InlineData(ScheduleShape.Linear, 0, 1, 5.0 / 12, 0)]
    [InlineData(ScheduleShape.Cosine, 4, 0, 0.5, 0)]
    public void Factor_beginMiddleAndEndOfTwelveSteps_areThePublishedOnes(ScheduleShape shape, int warmup, double first, double seventh, double end)
    {
        var schedule = new LearningRateSchedule(shape, warmup);
        var middle = warmup == 4 ? 8 : 7;
        Assert.Equal([first, seventh, end], [schedule.Factor(0, 12), schedule.Factor(middle, 12), schedule.Factor(12, 12)], (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Factor_throughWarmup_growsOnALine() =>
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], Enumerable.Range(0, 5).Select(step => new LearningRateSchedule(ScheduleShape.Cosine, 4).Factor(step, 12)));

    [Fact]
    public void New_negativeWarmup_throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateSchedule(warmupSteps: -1));
}
