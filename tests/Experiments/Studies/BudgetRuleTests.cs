using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Studies;

public sealed class BudgetRuleTests
{
    private static readonly double[] Labels = [5, 50, 250, 500];
    private static readonly double[] Steps = [10, 30, 60, 100];

    private static SftBudget[] Planted(BudgetRule rule, Func<double> noise, int seeds = 1) =>
    [
        SftBudgetTests.Budget(0, 0, [.. Enumerable.Repeat(0.0, seeds)]),
        .. from labels in Labels
           from steps in Steps
           select SftBudgetTests.Budget(
               labels, steps, [.. Enumerable.Range(0, seeds).Select(_ => rule.Predict(labels / 500, steps / 100) + noise())]),
    ];

    [Theory]
    [InlineData(BudgetTerms.Labels | BudgetTerms.Steps, 2.5, 1.3, 0.4)]
    [InlineData(BudgetTerms.Labels, -1, 0.7, 0)]
    [InlineData(BudgetTerms.Steps, 0.5, 0, 2)]
    [InlineData(BudgetTerms.None, 0.3, 0, 0)]
    public void Fit_aPlantedLogisticRule_isRecovered(BudgetTerms terms, double intercept, double labels, double steps)
    {
        var planted = new LogisticBudgetRule(terms, intercept, labels, steps);
        var budgets = Planted(planted, () => 0);
        var found = LogisticBudgetRule.Fit(budgets, terms);
        Assert.Equal(intercept, found.Intercept, 1e-4);
        Assert.Equal(labels, found.Labels, 1e-4);
        Assert.Equal(steps, found.Steps, 1e-4);
        Assert.Equal(0, found.Error(budgets), 1e-4);
    }

    [Theory]
    [InlineData(0.08, 0.26, 3.1)]
    [InlineData(0, 0.6, 1.2)]
    public void Fit_aPlantedProductRule_isRecovered(double floor, double half, double steepness)
    {
        var found = ProductBudgetRule.Fit(Planted(new ProductBudgetRule(floor, half, steepness), () => 0));
        Assert.Equal(floor, found.Floor, 1e-3);
        Assert.Equal(half, found.HalfSteps, 1e-3);
        Assert.Equal(steepness, found.Steepness, 1e-2);
    }

    [Fact]
    public void Of_aPlantedRuleWithNoise_isNearItAndPredictsBetterThanAnother()
    {
        var random = new Random(3);
        var budgets = Planted(new ProductBudgetRule(0.1, 0.3, 2.5), () => 0.04 * (random.NextDouble() - 0.5), seeds: 6);
        var product = BudgetRuleFit.Of(budgets, ProductBudgetRule.Fit, new Random(1), resamples: 60);
        var logistic = BudgetRuleFit.Of(budgets, cells => LogisticBudgetRule.Fit(cells), new Random(1), resamples: 60);
        Assert.Equal(["g0", "h", "k"], product.Intervals.Keys);
        // A bootstrap over six seeds is too narrow to be sure of the planted values, but not far from them.
        Assert.Equal(0.1, product.Intervals["g0"].Estimate, 0.01);
        Assert.Equal(0.3, product.Intervals["h"].Estimate, 0.01);
        Assert.All(product.Intervals.Values, interval => Assert.InRange(interval.Estimate, interval.Lower, interval.Upper));
        Assert.All(product.Intervals.Values, interval => Assert.InRange(interval.Upper - interval.Lower, 1e-4, 0.5));
        Assert.InRange(product.Error, 0.005, 0.02);
        Assert.InRange(product.HeldOutError, product.Error, logistic.HeldOutError / 2);
    }

    [Fact]
    public void Fit_gainsThatAreAllZeroOrOne_settles()
    {
        var rule = LogisticBudgetRule.Fit([SftBudgetTests.Budget(5, 100, 0), SftBudgetTests.Budget(500, 100, 1)], BudgetTerms.Labels);
        Assert.InRange(rule.Predict(0.01, 1), 0, 0.01);
        Assert.InRange(rule.Predict(1, 1), 0.99, 1);
    }

    [Fact]
    public void Fit_withoutBudgetsWithSft_saysSo() =>
        Assert.Contains("SFT", Assert.Throws<ArgumentException>(() => ProductBudgetRule.Fit([SftBudgetTests.Budget(0, 0, 0)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_aSingleSeed_isRefused() => Assert.Throws<InsufficientSampleException>(
        () => BudgetRuleFit.Of([SftBudgetTests.Budget(5, 10, 0.5)], cells => LogisticBudgetRule.Fit(cells, BudgetTerms.None), new Random(1)));
}
