namespace VanishingGradients.Experiments.Claims;

public sealed class LedgerTextTests
{
    [Theory]
    [InlineData(0.5, double.NaN, double.NaN, "0.5")]
    [InlineData(0.0626, 0.05, 0.0749, "0.063 [0.05, 0.075]")]
    [InlineData(-1e-9, -1e-17, 1, "-1e-9 [0, 1]")]
    [InlineData(3, 3, 3, "3")]
    [InlineData(-0.0004, double.NaN, double.NaN, "-4e-4")]
    public void Value_interval_hasThreeDecimals(double estimate, double lower, double upper, string expected) =>
        Assert.Equal(expected, LedgerText.Value(HandMade.Interval(estimate, lower, upper)));

    [Fact]
    public void Markdown_ledger_hasARowPerEntryAndTheHardware()
    {
        var entry = HandMade.Holding("mnist-adam", Scale.Paper);
        var lines = LedgerText.Markdown(ClaimsLedger.Of(entry)).Split('\n');
        Assert.Equal(PaperClaims.All.Count, lines.Count(line => line.StartsWith("| ", StringComparison.Ordinal)) - 1);
        Assert.Contains(lines, line => line.Contains("gain of RFT, small std 0.2 (at most 0.2)", StringComparison.Ordinal)
            && line.EndsWith("| paper, 5 seeds, 62 min | reproduced |", StringComparison.Ordinal));
        Assert.Contains("Paper scale measured with kit 0.1.0, commit 01234567, on a processor, 1 thread.", lines);
    }

    [Fact]
    public void Markdown_severalCommitsAndADate_areTold()
    {
        var entry = HandMade.Holding("mnist-adam", Scale.Paper);
        var measured = entry.Measured! with { Commit = "0123456789, abcdefghij", Date = new DateOnly(2026, 11, 2) };
        Assert.Contains(
            "with kit 0.1.0, commit 01234567, abcdefgh, on a processor, 1 thread, 2026-11-02.\n",
            LedgerText.Markdown(ClaimsLedger.Of(entry with { Measured = measured })), StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_tooShortOrFailedRuns_tellsWhy()
    {
        var entry = HandMade.Holding("mnist-sgd", Scale.Course);
        Assert.Equal("partly: too short to judge gain of SFT, small std", LedgerText.Verdict(entry));
        Assert.Equal("reproduced", LedgerText.Verdict(HandMade.Holding("mnist-sgd", Scale.Paper)));
        var failed = HandMade.Holding("mnist-adam", Scale.Course) with { Verdict = Verdict.Partly };
        Assert.Equal("partly: 1 run failed", LedgerText.Verdict(failed with { Measured = failed.Measured! with { Failures = ["a: b"] } }));
    }

    [Fact]
    public void Values_noMeasurement_sayWhy()
    {
        Assert.Equal("not measured yet", LedgerText.Values(PaperClaims.Find("mnist-adam"), null));
        Assert.Contains("T5-base", LedgerText.Values(PaperClaims.Find("grue-correlation"), null), StringComparison.Ordinal);
    }
}
