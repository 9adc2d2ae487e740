namespace VanishingGradients.Analysis.TimeSeparation;

public sealed class RewardCrossingsTests
{
    private static PolicyEvaluation Rewards(params double[] means) => new(new double[means.Length], new double[means.Length], means, new double[means.Length]);

    [Fact]
    public void Times_crossingBetweenTwoEvaluations_isInterpolatedAndStays()
    {
        var crossings = new RewardCrossings();
        crossings.Observe(0, Rewards(-1, -0.5, 0.2, -1));
        crossings.Observe(10, Rewards(-0.5, 0.5, -0.3, -1));
        crossings.Observe(14, Rewards(0.5, -0.5, 0.3, 0));
        Assert.Equal([12.0, 5.0, 0.0, null], crossings.Times);
        Assert.Equal([-1, -0.5, 0.2, -1], crossings.Start);
        Assert.Equal(14, crossings.End);
    }

    [Fact]
    public void Observe_otherInputsOrNoLaterTime_throwsAndChangesNothing()
    {
        var crossings = new RewardCrossings();
        crossings.Observe(1, Rewards(-1, -1));
        Assert.Throws<ArgumentException>(() => crossings.Observe(2, Rewards(1)));
        Assert.Throws<ArgumentException>(() => crossings.Observe(1, Rewards(1, 1)));
        Assert.Equal([null, null], crossings.Times);
    }

    [Fact]
    public void Start_withoutEvaluation_throws() => Assert.Throws<InvalidOperationException>(() => new RewardCrossings().Start);
}
