using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Claims;

public sealed class ClaimTests
{
    private static readonly Claim Stall = new("stall", "4.2", "RFT stalls, SFT does not.", new PaperValue("n/a", Provenance.None), "01-start-here")
    {
        How = "By hand.",
        Criteria =
        [
            new Criterion("rft", "RFT") { AtMost = 0.2, Core = true },
            new Criterion("sft", "SFT") { AtLeast = 0.8 },
            new Criterion("std", "std"),
        ],
    };

    private static Verdict Judge(Claim claim, ConfidenceInterval rft, ConfidenceInterval sft, Scale scale = Scale.Course) =>
        claim.Judge(HandMade.Of(scale, ("rft", rft), ("sft", sft), ("std", HandMade.Interval(double.NaN))));

    [Fact]
    public void Judge_everythingInside_isReproduced() =>
        Assert.Equal(Verdict.Reproduced, Judge(Stall, HandMade.Interval(0.1, 0.05, 0.15), HandMade.Interval(0.9, 0.8, 1)));

    [Fact]
    public void Judge_oneSeedWithoutInterval_goesByTheEstimate() =>
        Assert.Equal(Verdict.Reproduced, Judge(Stall, HandMade.Interval(0.2), HandMade.Interval(0.8)));

    [Fact]
    public void Judge_coreIntervalReachesOutside_isPartly() =>
        Assert.Equal(Verdict.Partly, Judge(Stall, HandMade.Interval(0.1, -0.1, 0.3), HandMade.Interval(0.9, 0.8, 1)));

    [Fact]
    public void Judge_otherEstimateOutside_isPartly() => Assert.Equal(Verdict.Partly, Judge(Stall, HandMade.Interval(0.1), HandMade.Interval(0.7)));

    [Fact]
    public void Judge_coreEstimateOutside_isNotReproduced() =>
        Assert.Equal(Verdict.NotReproduced, Judge(Stall, HandMade.Interval(0.21), HandMade.Interval(0.9)));

    [Fact]
    public void Judge_coreValueUndefined_isNotReproduced() =>
        Assert.Equal(Verdict.NotReproduced, Judge(Stall, HandMade.Interval(double.NaN), HandMade.Interval(0.9)));

    [Fact]
    public void Judge_otherSetting_isAtBestPartly() =>
        Assert.Equal(Verdict.Partly, Judge(Stall with { OtherSetting = "digits." }, HandMade.Interval(0.1), HandMade.Interval(0.9)));

    [Fact]
    public void Judge_coreCriterionBelowItsScale_isPartlyWithTheReason()
    {
        var claim = Stall with { Criteria = [Stall.Criteria[0], Stall.Criteria[1] with { Core = true, From = Scale.Paper }] };
        var measured = HandMade.Of(Scale.Course, ("rft", HandMade.Interval(0.1)), ("sft", HandMade.Interval(0.7)));
        Assert.Equal(Verdict.Partly, claim.Judge(measured));
        Assert.Equal(["too short to judge SFT"], claim.Reservations(measured));
        Assert.Equal(Verdict.NotReproduced, claim.Judge(measured with { Scale = Scale.Paper }));
        Assert.Empty(claim.Reservations(measured with { Scale = Scale.Paper }));
        Assert.Equal("at least 0.8 at paper scale", claim.Criteria[1].Range);
    }

    [Fact]
    public void Judge_failedRuns_isAtBestPartly()
    {
        var measured = HandMade.Of(Scale.Course, ("rft", HandMade.Interval(0.1)), ("sft", HandMade.Interval(0.9)), ("std", HandMade.Interval(0)));
        Assert.Equal(Verdict.Reproduced, Stall.Judge(measured));
        Assert.Equal(Verdict.Partly, Stall.Judge(measured with { Failures = ["lr-100-seed1: not finite"] }));
        Assert.Equal(["2 runs failed"], Stall.Reservations(measured with { Failures = ["a", "b"] }));
    }

    [Fact]
    public void Judge_smokeRunsOrNothing_isNotRun()
    {
        Assert.Equal(Verdict.NotRun, Judge(Stall, HandMade.Interval(0.1), HandMade.Interval(0.9), Scale.Smoke));
        Assert.Equal(Verdict.NotRun, Stall.Judge(null));
    }

    [Fact]
    public void Judge_missingValue_namesThoseThereAre()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => Stall.Judge(HandMade.Of(Scale.Course, ("rfd", HandMade.Interval(0)))));
        Assert.Contains("'rft'", error.Message, StringComparison.Ordinal);
        Assert.Contains("rfd", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, 1.0, "0 to 1")]
    [InlineData(0.001, null, "at least 0.001")]
    [InlineData(null, 1e-6, "at most 1e-6")]
    [InlineData(null, null, "")]
    public void Range_ends_areInWords(double? atLeast, double? atMost, string expected) =>
        Assert.Equal(expected, new Criterion("x", "x") { AtLeast = atLeast, AtMost = atMost }.Range);
}
