namespace VanishingGradients.Analysis.TimeSeparation;

public sealed class TimeSeparationSweepTests
{
    [Fact]
    public void Run_eight_decades_follow_the_laws_in_the_std()
    {
        const double SmallStart = 1e-3;
        var rows = TimeSeparationSweep.Run(10, Enumerable.Range(1, 8).Select(decade => Math.Pow(10, -decade)));
        Assert.Equal(8, rows.Count);
        TimeSeparationRow[] small = [.. rows.Where(row => row.Probability <= SmallStart * 1.001)];
        Assert.InRange(TimeSeparationSweep.PowerOfStd(small, row => row.ExpectedReward), -2.01, -1.99);
        Assert.InRange(TimeSeparationSweep.PowerOfStd(small, row => row.ExpectedRewardOverStd), -1.001, -0.999);
        // t = (1 - 1/K) ln(1/p0) and ½ ln(1/p0) for small p0, with p0 near STD²/4.
        Assert.InRange(TimeSeparationSweep.RatePerLogStd(small, row => row.Supervised), 1.79, 1.81);
        Assert.InRange(TimeSeparationSweep.RatePerLogStd(small, row => row.NaturalGradient), 0.999, 1.001);
    }

    [Fact]
    public void Run_n_inputs_take_n_times_as_long()
    {
        var (one, ten) = (TimeSeparationSweep.Run(3, [0.01])[0], TimeSeparationSweep.Run(3, [0.01], 10)[0]);
        Close.Equal(10 * one.ExpectedReward, ten.ExpectedReward, 1e-8);
        Close.Equal(10 * one.Supervised, ten.Supervised, 1e-8);
        Assert.Equal(one.Std, ten.Std);
    }
}
