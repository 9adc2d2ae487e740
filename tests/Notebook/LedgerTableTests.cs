using VanishingGradients.Experiments;
using VanishingGradients.Experiments.Claims;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Notebook;

public sealed class LedgerTableTests
{
    [Fact]
    public void Of_ledger_showsAVerdictPerEntry()
    {
        var table = LedgerTable.Of(ClaimsLedger.Of(HandMade.Holding("theorem-1", Scale.Course)).Entries);
        Assert.Equal(PaperClaims.All.Count, table.Rows.Count);
        Assert.Equal("reproduced", table.Rows[0][5]!.ToString());
        Assert.All(table.Rows.Skip(1), row => Assert.Equal("not run", row[5]!.ToString()));
    }

    [Fact]
    public void OfficialFigure_twoSeeds_drawsMeanAndOfficialSeeds()
    {
        MetricsLog Log(double reward)
        {
            var log = new MetricsLog(["reward"]);
            log.Add(1, [reward]);
            log.Add(10, [reward + 1]);
            return log;
        }

        var json = OfficialFigure.Of("reward", ("RFT", [Log(-1), Log(0)], [Log(-1)])).ToPlotlyJson();
        Assert.Contains("RFT, kit", json, StringComparison.Ordinal);
        Assert.Contains("RFT, official 1", json, StringComparison.Ordinal);
        Assert.Throws<Analysis.Statistics.InsufficientSampleException>(() => OfficialFigure.Of("reward", ("RFT", [Log(-1)], [])));
    }
}
