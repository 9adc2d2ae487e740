namespace VanishingGradients.Analysis.Statistics;

public sealed class CorrelationsTests
{
    [Fact]
    public void Of_monotone_pairs_separates_pearson_from_spearman()
    {
        double[] x = [1, 2, 3, 4, 5];
        double[] y = [1, 8, 27, 64, 125];

        Assert.Equal(1, Correlations.Of(CorrelationKind.Spearman, x, y), 14);
        Assert.InRange(Correlations.Of(CorrelationKind.Pearson, x, y), 0.9, 0.99);
    }

    [Fact]
    public void Of_ties_uses_average_ranks()
    {
        // Ranks by hand: x gives 1.5, 1.5, 3, 4 and y gives 1, 2.5, 2.5, 4.
        var byHand = Correlations.Of(CorrelationKind.Pearson, [1.5, 1.5, 3, 4], [1, 2.5, 2.5, 4]);

        Assert.Equal(byHand, Correlations.Of(CorrelationKind.Spearman, [7, 7, 8, 9], [0, 5, 5, 6]), 14);
    }

    [Fact]
    public void Of_undefined_cases_are_nan()
    {
        Assert.All(
            [
                Correlations.Of(CorrelationKind.Pearson, [], []),
                Correlations.Of(CorrelationKind.Pearson, [1], [2]),
                Correlations.Of(CorrelationKind.Pearson, [0.1, 0.1, 0.1], [1, 2, 3]),
                Correlations.Of(CorrelationKind.Spearman, [0.1, 0.1, 0.1], [1, 2, 3]),
                Correlations.Of(CorrelationKind.Spearman, [1, double.NaN, 2], [1, 2, 3]),
            ],
            value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Of_different_lengths_throws() =>
        Assert.Throws<ArgumentException>(() => Correlations.Of(CorrelationKind.Pearson, [1, 2], [1, 2, 3]));

    [Fact]
    public void WithFisherInterval_matches_formula()
    {
        var (x, y) = Pairs(50, 1);

        var pearson = Correlations.WithFisherInterval(CorrelationKind.Pearson, x, y);

        var half = 1.959964 / Math.Sqrt(47);
        Assert.Equal(Math.Tanh(Math.Atanh(pearson.Estimate) - half), pearson.Lower, 6);
        Assert.Equal(Math.Tanh(Math.Atanh(pearson.Estimate) + half), pearson.Upper, 6);
    }

    [Fact]
    public void WithFisherInterval_edge_cases_are_documented()
    {
        Assert.Throws<InsufficientSampleException>(() => Correlations.WithFisherInterval(CorrelationKind.Pearson, [1, 2, 3], [1, 3, 2]));
        Assert.Equal(new ConfidenceInterval(1, 1, 1, 0.95), Correlations.WithFisherInterval(CorrelationKind.Spearman, [1, 2, 3, 4], [1, 2, 3, 4]));
        Assert.Equal("undefined", Correlations.WithFisherInterval(CorrelationKind.Pearson, [1, 1, 1, 1], [1, 2, 3, 4]).ToString());
    }

    [Theory]
    [InlineData(CorrelationKind.Pearson)]
    [InlineData(CorrelationKind.Spearman)]
    public void WithFisherInterval_normal_pairs_cover_the_truth_at_their_level(CorrelationKind kind)
    {
        // Population Pearson of Pairs is 0.6; its Spearman is (6/π)·asin(0.3).
        var truth = kind == CorrelationKind.Pearson ? 0.6 : 6 / Math.PI * Math.Asin(0.3);
        var covered = Enumerable.Range(0, 1000).Count(seed =>
        {
            var (x, y) = Pairs(40, seed);
            return Correlations.WithFisherInterval(kind, x, y, 0.9).Contains(truth);
        });

        // 90 % of 1000 with four standard errors (0.95 %) on either side.
        Assert.InRange(covered / 1000.0, 0.862, 0.938);
    }

    [Fact]
    public void WithBootstrapInterval_is_seeded_and_near_fisher_for_normal_pairs()
    {
        var (x, y) = Pairs(200, 4);
        ConfidenceInterval Of(int seed) => Correlations.WithBootstrapInterval(CorrelationKind.Pearson, x, y, new Random(seed), 400);

        var fisher = Correlations.WithFisherInterval(CorrelationKind.Pearson, x, y);

        Assert.Equal(Of(1), Of(1));
        Assert.Equal(fisher.Lower, Of(1).Lower, 0.05);
        Assert.Equal(fisher.Upper, Of(1).Upper, 0.05);
    }

    private static (double[] X, double[] Y) Pairs(int count, int seed)
    {
        var random = new Random(seed);
        var (x, y) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            x[i] = MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
            y[i] = 0.6 * x[i] + 0.8 * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
        }

        return (x, y);
    }
}
