using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Sweeps;

public sealed class SweepLineTests
{
    private static readonly SweepProgress First = SweepProgress.Of(4, 1, 0, 2, 0, TimeSpan.FromSeconds(61));
    private static readonly SweepProgress Second = SweepProgress.Of(4, 2, 1, 1, 2, TimeSpan.FromHours(30));

    private static RunAtWork AtWork(string run, int epoch, int number = 0) => new(
        run, new RunProgress("rft", number, 2, new TrainingProgress(epoch, 100, 5, TimeSpan.FromSeconds(100 - epoch), "reward 0.5 (std 0.1)")));

    [Fact]
    public void Of_noneEnded_estimatesFromTheRunsAtWork()
    {
        // Stages of 100 s: 150 s and 40 s are left of these two, 200 s of each of the other two.
        var progress = SweepProgress.Of(4, 0, 0, 2, 0, TimeSpan.FromSeconds(60), [AtWork("a", 50), AtWork("b", 60, number: 1)]);

        Assert.Equal(TimeSpan.FromSeconds((150 + 40 + 2 * 200) / 2.0), progress.Remaining);
        Assert.Null(SweepProgress.Of(4, 0, 0, 2, 0, TimeSpan.FromSeconds(60), [AtWork("a", 0), AtWork("b", 100)]).Remaining);
    }

    [Fact]
    public void Report_terminal_cutsTheLineAndLetsTheRunsTakeTurns()
    {
        var output = new StringWriter { NewLine = "\n" };
        var line = new SweepLine(rewritten: true, output, columns: 95);
        var runs = new[] { AtWork("first", 5), AtWork("second", 6) };
        line.Report(SweepProgress.Of(4, 1, 0, 2, 0, TimeSpan.FromSeconds(1), runs));
        line.Report(SweepProgress.Of(4, 1, 0, 2, 0, TimeSpan.FromSeconds(4), runs));

        var shown = output.ToString().Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(shown, one => Assert.Equal(95, one.Length));
        Assert.Contains("  |  first rft", shown[0], StringComparison.Ordinal);
        Assert.Contains("  |  second rft", shown[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Report_logWithoutAChange_writesALineAMinute()
    {
        var output = new StringWriter { NewLine = "\n" };
        var line = new SweepLine(rewritten: false, output);
        for (var seconds = 61; seconds <= 181; seconds += 10)
            line.Report(First with { Elapsed = TimeSpan.FromSeconds(seconds) });

        Assert.Equal(3, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

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
