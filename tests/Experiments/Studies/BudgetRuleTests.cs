using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Studies;

public sealed class BudgetRuleTests
{
    private static readonly double[] Labels = [5, 50, 250, 500];
    private static readonly double[] Steps = [10, 30, 100];

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
    public void Fit_aPlantedRule_isRecovered(BudgetTerms terms, double intercept, double labels, double steps)
    {
        var planted = new BudgetRule(terms, intercept, labels, steps);
        var budgets = Planted(planted, () => 0);
        var found = BudgetRule.Fit(budgets, terms);
        Assert.Equal(intercept, found.Intercept, 1e-4);
        Assert.Equal(labels, found.Labels, 1e-4);
        Assert.Equal(steps, found.Steps, 1e-4);
        Assert.Equal(0, found.Error(budgets), 1e-4);
    }

    [Fact]
    public void Of_aPlantedRuleWithNoise_coversItAndPrefersItToASmallerRule()
    {
        var random = new Random(3);
        var budgets = Planted(new BudgetRule(BudgetTerms.Labels, 1, 0.8, 0.5), () => 0.04 * (random.NextDouble() - 0.5), seeds: 6);
        var both = BudgetRuleFit.Of(budgets, BudgetTerms.Labels | BudgetTerms.Steps, new Random(1), resamples: 100);
        var labels = BudgetRuleFit.Of(budgets, BudgetTerms.Labels, new Random(1), resamples: 100);
        Assert.True(both.Labels.Contains(0.8), $"{both.Labels}");
        Assert.True(both.Steps.Contains(0.5), $"{both.Steps}");
        Assert.InRange(both.Error, 0.005, 0.02);
        Assert.InRange(both.HeldOutError, both.Error, labels.HeldOutError / 2);
    }

    [Fact]
    public void Fit_gainsThatAreAllZeroOrOne_settles()
    {
        var rule = BudgetRule.Fit([SftBudgetTests.Budget(5, 100, 0), SftBudgetTests.Budget(500, 100, 1)], BudgetTerms.Labels);
        Assert.InRange(rule.Predict(0.01, 1), 0, 0.01);
        Assert.InRange(rule.Predict(1, 1), 0.99, 1);
    }

    [Fact]
    public void LabelShareFor_aGain_isWhatPredictsIt()
    {
        var rule = new BudgetRule(BudgetTerms.Labels | BudgetTerms.Steps, 2, 1.1, 0.4);
        Assert.Equal(0.96, rule.Predict(rule.LabelShareFor(0.96, 0.5), 0.5), 1e-12);
        Assert.True(double.IsNaN(BudgetRule.Fit(Planted(rule, () => 0), BudgetTerms.Steps).LabelShareFor(0.96, 0.5)));
    }

    [Fact]
    public void Fit_withoutBudgetsWithSft_saysSo() =>
        Assert.Contains("SFT", Assert.Throws<ArgumentException>(() => BudgetRule.Fit([SftBudgetTests.Budget(0, 0, 0)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_aSingleSeed_isRefused() =>
        Assert.Throws<InsufficientSampleException>(() => BudgetRuleFit.Of([SftBudgetTests.Budget(5, 10, 0.5)], BudgetTerms.None, new Random(1)));
}
