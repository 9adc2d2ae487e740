using VanishingGradients.Experiments.Claims;

namespace VanishingGradients.Notebook;

/// <summary>The claims ledger as a table with verdicts.</summary>
public static class LedgerTable
{
    /// <summary>One row per entry: claim, section, the paper's value with its source, what was measured with what the claim's rule asks, scale and
    /// seeds, verdict.</summary>
    /// <param name="entries">Entries of a ledger.</param>
    public static Table Of(IEnumerable<LedgerEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return Table.Of(
            entries.Select(entry => (Claim: PaperClaims.Find(entry.Claim), Entry: entry)).Select(row => (
                LedgerText.Statement(row.Claim), row.Claim.Section, row.Claim.Paper, LedgerText.Values(row.Claim, row.Entry.Measured),
                LedgerText.Runs(row.Entry.Measured), Badge(row.Entry))),
            "claim", "section", "paper", "measured here (what the rule asks)", "runs", "verdict");
    }

    private static Badge Badge(LedgerEntry entry) => entry.Verdict switch
    {
        Verdict.Reproduced => Notebook.Badge.Good(LedgerText.Verdict(entry)),
        Verdict.NotReproduced => Notebook.Badge.Bad(LedgerText.Verdict(entry)),
        _ => Notebook.Badge.Open(LedgerText.Verdict(entry)),
    };
}
