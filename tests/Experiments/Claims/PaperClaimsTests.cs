using VanishingGradients.Data;

namespace VanishingGradients.Experiments.Claims;

public sealed class PaperClaimsTests
{
    public static TheoryData<string> Ids => [.. PaperClaims.All.Select(claim => claim.Id)];

    [Fact]
    public void All_ids_areDistinct() => Assert.Equal(PaperClaims.All.Count, PaperClaims.All.Select(claim => claim.Id).Distinct().Count());

    [Theory]
    [MemberData(nameof(Ids))]
    public void All_claim_isComplete(string id)
    {
        var claim = PaperClaims.Find(id);
        Assert.Matches("^[a-z0-9-]+$", claim.Id);
        Assert.All([claim.Section, claim.Statement, claim.Paper.Text, claim.How], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.True(File.Exists(Path.Combine(RepositoryFolder.Path, "notebooks", $"{claim.Notebook}.ipynb")), $"There is no notebook {claim.Notebook}.");
        Assert.Equal(claim.Paper.Provenance == Provenance.None, claim.Paper.Text == "n/a");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void All_claim_isMeasuredByARuleOrHasNone(string id)
    {
        var claim = PaperClaims.Find(id);
        if (claim.Measurement is null)
        {
            Assert.Empty(claim.Criteria);
            return;
        }

        Assert.Contains(claim.Measurement, ClaimMeasurements.Names);
        Assert.Contains(claim.Criteria, criterion => criterion.Core && criterion.IsAsked);
        Assert.Equal(claim.Criteria.Count, claim.Criteria.Select(criterion => criterion.Value).Distinct().Count());
    }

    [Fact]
    public void All_everyMeasurement_isNamedByAClaim() =>
        Assert.Empty(ClaimMeasurements.Names.Except(PaperClaims.All.Select(claim => claim.Measurement)));

    // What is only remembered of the paper has no word in the file: a provenance that the enumeration lacks cannot be read.
    [Fact]
    public void File_provenances_areThoseAllowed()
    {
        Assert.Equal(["None", "Abstract", "Review", "OfficialCode", "Derived"], Enum.GetNames<Provenance>());
        Assert.DoesNotContain("memory", EmbeddedData.ReadText("data/claims.json"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Find_unknownId_namesThoseThereAre()
    {
        var error = Assert.Throws<ArgumentException>(() => PaperClaims.Find("theorem-2"));
        Assert.Contains("theorem-2", error.Message, StringComparison.Ordinal);
        Assert.Contains("theorem-1,", error.Message, StringComparison.Ordinal);
    }
}
