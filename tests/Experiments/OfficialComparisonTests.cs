using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments;

public sealed class OfficialComparisonTests
{
    private const string Reward = "reward";

    private static MetricsLog Log(params (int Epoch, double Reward)[] rows)
    {
        var log = new MetricsLog([Reward]);
        foreach (var (epoch, reward) in rows)
        {
            log.Add(epoch, [reward]);
        }

        return log;
    }

    // Two samples with means 2 and 4, sums of squares 2 and 2, 5 − 2 = 3 degrees of freedom: s² = 4/3, t = 3.182.
    [Fact]
    public void Of_twoSamples_isStudentsInterval()
    {
        var difference = Assert.Single(OfficialComparison.Of(
            Reward, [Log((1, 1), (3, 0)), Log((1, 2)), Log((1, 3))], [Log((1, 3), (3, 0)), Log((1, 5))]));
        Assert.Equal((1, 2.0, 3, 4.0, 2), (difference.Epoch, difference.Kit, difference.KitSeeds, difference.Official, difference.OfficialSeeds));
        Assert.Equal(-2, difference.Difference.Estimate, 1e-12);
        Assert.Equal(3.1824 * Math.Sqrt(4.0 / 3 * (1.0 / 3 + 1.0 / 2)), difference.Difference.Upper - difference.Difference.Estimate, 1e-3);
    }

    [Fact]
    public void Of_singleOfficialSeed_isOneMoreDraw()
    {
        var differences = OfficialComparison.Of(Reward, [Log((10, 0), (100, 0)), Log((10, 2), (100, 0))], [Log((10, 1), (100, 0), (1000, 1))]);
        Assert.Equal([10, 100], differences.Select(difference => difference.Epoch));
        Assert.True(differences[0].Difference.Contains(0));
        Assert.Equal(12.706 * Math.Sqrt(2 * 1.5), differences[0].Difference.Upper, 1e-2);
    }

    [Fact]
    public void Of_singleRunOfTheKit_isLeftOut() => Assert.Empty(OfficialComparison.Of(Reward, [Log((1, 0))], [Log((1, 0))]));
}
