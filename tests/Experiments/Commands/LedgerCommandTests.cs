using VanishingGradients.Experiments.Claims;

namespace VanishingGradients.Experiments.Commands;

public sealed class LedgerCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ledger_quickClaimAndARun_areWrittenAndKept()
    {
        Assert.Equal(0, KitProcess.Run("ledger", "--scale", "smoke", "--claims", "time-separation", "--out", _folder["ledger"]).ExitCode);
        var (exitCode, errors) = KitProcess.Run("ledger", "--scale", "smoke", "--claims", "ppo-run", "--out", _folder["ledger"]);
        Assert.True(exitCode == 0, errors);

        var ledger = ClaimsLedger.Load(Path.Combine(_folder["ledger"], "ledger.json"));
        Assert.Equal(["time-separation", "ppo-run"], ledger.Entries.Where(entry => entry.Measured is not null).Select(entry => entry.Claim));
        Assert.Equal(Verdict.NotRun, ledger.Entries.Single(entry => entry.Claim == "ppo-run").Verdict);
        Assert.Equal(LedgerText.Markdown(ledger), File.ReadAllText(Path.Combine(_folder["ledger"], "ledger.md")));
        Assert.Single(ClaimMeasurements.Logs(_folder["ledger"], "mnist-ppo", Scale.Smoke, "ppo"));
        Assert.Empty(ClaimMeasurements.Logs(_folder["ledger"], "mnist-ppo", Scale.Course, "ppo"));
    }

    [Fact]
    public void Ledger_unknownClaim_failsAndNamesTheOthers()
    {
        var (exitCode, errors) = KitProcess.Run("ledger", "--claims", "theorem-2", "--out", _folder["ledger"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("theorem-1", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["ledger"]));
    }
}
