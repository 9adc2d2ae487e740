namespace VanishingGradients.Experiments.Sweeps;

public sealed class SweepLineTests
{
    private static readonly SweepProgress First = SweepProgress.Of(4, 1, 0, 2, 0, TimeSpan.FromSeconds(61));
    private static readonly SweepProgress Second = SweepProgress.Of(4, 2, 1, 1, 2, TimeSpan.FromHours(30));

    [Fact]
    public void Of_two_ended_in_thirty_hours_leaves_fifteen_for_one() => Assert.Equal(TimeSpan.FromHours(15), Second.Remaining);

    [Fact]
    public void Report_rewritten_covers_the_longer_line_before()
    {
        var output = new StringWriter { NewLine = "\n" };
        using (var line = new SweepLine(rewritten: true, output))
        {
            line.Report(Second);
            line.Report(First);
        }

        Assert.Equal(
            "\r2/4 runs finished, 1 failed, 1 running, 30:00:00 elapsed, about 15:00:00 left" +
            "\r1/4 runs finished, 0 failed, 2 running, 0:01:01 elapsed                      \n",
            output.ToString());
    }

    [Fact]
    public void Report_in_a_log_writes_a_line_for_every_change()
    {
        var output = new StringWriter { NewLine = "\n" };
        using (var line = new SweepLine(rewritten: false, output))
        {
            line.Report(First);
            line.Report(First with { Elapsed = TimeSpan.FromSeconds(62) });
            line.Report(Second);
        }

        Assert.Equal($"{First}\n{Second}\n", output.ToString());
    }
}
