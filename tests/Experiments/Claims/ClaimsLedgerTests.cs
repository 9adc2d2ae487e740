using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Claims;

public sealed class ClaimsLedgerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Empty_everyClaim_isThereAndNotRun()
    {
        Assert.Equal(PaperClaims.All.Select(claim => claim.Id), ClaimsLedger.Empty.Entries.Select(entry => entry.Claim));
        Assert.All(ClaimsLedger.Empty.Entries, entry => Assert.Equal(Verdict.NotRun, entry.Verdict));
    }

    [Fact]
    public void Save_andLoad_givesTheSameEntries()
    {
        var ledger = ClaimsLedger.Of(HandMade.Holding("mnist-adam", Scale.Paper), HandMade.Holding("theorem-1", Scale.Course));
        ledger.Save(_folder["ledger.json"]);
        var loaded = ClaimsLedger.Load(_folder["ledger.json"]);
        Assert.Equal(LedgerText.Markdown(ledger), LedgerText.Markdown(loaded));
        loaded.Save(_folder["again.json"]);
        Assert.Equal(File.ReadAllText(_folder["ledger.json"]), File.ReadAllText(_folder["again.json"]));
    }

    [Fact]
    public void Load_verdictAgainstTheRule_isThatOfTheRule()
    {
        var entry = HandMade.Holding("theorem-1", Scale.Course);
        ClaimsLedger.Of(entry with { Verdict = Verdict.NotReproduced }).Save(_folder["ledger.json"]);
        Assert.Equal(Verdict.Reproduced, ClaimsLedger.Load(_folder["ledger.json"]).Entries.Single(one => one.Claim == "theorem-1").Verdict);
    }

    [Fact]
    public void With_sameClaimAtAnotherScale_standsBesideIt()
    {
        var ledger = ClaimsLedger.Of(HandMade.Holding("mnist-adam", Scale.Course))
            .With(ClaimsLedger.Of(HandMade.Holding("mnist-adam", Scale.Paper)));
        Assert.Equal([Scale.Paper, Scale.Course], ledger.Entries.Where(entry => entry.Claim == "mnist-adam").Select(entry => entry.Measured!.Scale));
        Assert.Equal(PaperClaims.All.Count + 1, ledger.Entries.Count);
    }

    [Fact]
    public void With_sameClaimAndScale_takesTheOther()
    {
        var first = HandMade.Holding("mnist-adam", Scale.Course);
        var second = first with { Measured = first.Measured! with { Seconds = 1 } };
        var entry = Assert.Single(ClaimsLedger.Of(first).With(ClaimsLedger.Of(second)).Entries, one => one.Claim == "mnist-adam");
        Assert.Equal(1, entry.Measured!.Seconds);
    }

    [Theory]
    [InlineData("""[{ "claim": "theorem-2", "verdict": "not-run", "measured": null }]""", "theorem-2")]
    [InlineData("""[{ "claim": "theorem-1", "verdict": "fine", "measured": null }]""", "verdict")]
    public void Load_doesNotFit_saysWhatIsWrong(string json, string expected)
    {
        File.WriteAllText(_folder["ledger.json"], json);
        var error = Assert.Throws<RunFileException>(() => ClaimsLedger.Load(_folder["ledger.json"]));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MeasureAsync_theoremOne_measuresAllClaimsOfTheSamePolicies()
    {
        var ledger = await ClaimsLedger.MeasureAsync(
            [PaperClaims.Find("theorem-1")], Scale.Smoke, _folder["ledger"], cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["theorem-1", "linear-bound"], ledger.Entries.Where(entry => entry.Measured is not null).Select(entry => entry.Claim));
        Assert.Equal(Verdict.Reproduced, ledger.Entries[0].Verdict);
        Assert.InRange(ledger.Entries[0].Measured!["theorem-1.ratio"].Estimate, 0.05, 1 / (6 * Math.Sqrt(2)) + 1e-9);
    }

    [Fact]
    public async Task MeasureAsync_quickClaims_areReproducedAtSmokeScale()
    {
        var claims = PaperClaims.All.Where(claim => ClaimMeasurements.Quick.Contains(claim.Measurement)).ToArray();
        var ledger = await ClaimsLedger.MeasureAsync(claims, Scale.Smoke, _folder["ledger"], cancellation: TestContext.Current.CancellationToken);
        Assert.All(claims.Where(claim => claim.Id != "linear-bound"), claim => Assert.Equal(
            Verdict.Reproduced, ledger.Entries.Single(entry => entry.Claim == claim.Id).Verdict));
        Assert.False(Directory.Exists(_folder["ledger"]));
    }

    [Fact]
    public void ToDataFrame_entries_haveARowPerValue()
    {
        var entry = HandMade.Holding("mnist-adam", Scale.Paper);
        var frame = ClaimsLedger.Of(entry).ToDataFrame();
        Assert.Equal(PaperClaims.All.Count - 1 + entry.Measured!.Values.Count, frame.Rows.Count);
        Assert.Equal("paper", frame.Filter(frame["claim"].ElementwiseEquals("mnist-adam"))["scale"][0]);
        Assert.Null(frame["estimate"][0]);
    }

    [Fact]
    public void Committed_verdicts_areThoseOfTheRules()
    {
        var ledger = ClaimsLedger.Committed();
        ledger.Save(_folder["ledger.json"]);
        var file = Path.Combine(RepositoryFolder.Path, "data", "ledger.json");
        Assert.Equal(File.ReadAllText(file), File.ReadAllText(_folder["ledger.json"]));
        Assert.Equal(PaperClaims.All.Select(claim => claim.Id), ledger.Entries.Select(entry => entry.Claim).Distinct());
    }

    [Fact]
    public void Committed_ledger_isTheTableOfReadme()
    {
        const string begin = "<!-- ledger: data/ledger.json as `ledger` writes it to ledger.md -->\n";
        const string end = "\n<!-- end of ledger -->";
        var readme = File.ReadAllText(Path.Combine(RepositoryFolder.Path, "README.md"));
        var from = readme.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        Assert.Equal(LedgerText.Markdown(ClaimsLedger.Committed()), readme[from..readme.IndexOf(end, StringComparison.Ordinal)]);
    }
}
