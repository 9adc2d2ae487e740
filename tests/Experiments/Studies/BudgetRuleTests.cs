using FsCheck.Xunit;
using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Studies;

public sealed class BudgetRuleTests
{
    private static readonly double[] Labels = [5, 50, 250, 500];
    private static readonly double[] Steps = [10, 30, 60, 100];

    private static LogisticBudgetRule Logistic(Random random) => new(
        BudgetTerms.Labels | BudgetTerms.Steps, 4 * random.NextDouble() - 1, 0.2 + 1.3 * random.NextDouble(), 0.2 + 1.8 * random.NextDouble());

    private static ProductBudgetRule Product(Random random) =>
        new(0.3 * random.NextDouble(), 0.15 + 0.6 * random.NextDouble(), 1 + 3 * random.NextDouble());

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

    [Property(MaxTest = 40)]
    public void Fit_anyPlantedRule_isRecovered(int seed)
    {
        var random = new Random(seed);
        var logistic = Logistic(random);
        var product = Product(random);
        var found = (Logistic: LogisticBudgetRule.Fit(Planted(logistic, () => 0)), Product: ProductBudgetRule.Fit(Planted(product, () => 0)));
        // The ridge draws the parameters of gains near 0 or 1 towards 0, and more than the gains themselves.
        Assert.Equal(0, found.Logistic.Error(Planted(logistic, () => 0)), 1e-3);
        Assert.Equal(product.Floor, found.Product.Floor, 1e-3);
        Assert.Equal(product.HalfSteps, found.Product.HalfSteps, 1e-2);
        Assert.Equal(product.Steepness, found.Product.Steepness, 5e-2);
    }

    [Property(MaxTest = 200)]
    public void SharesFor_aGain_areTheInverseOfPredict(int seed)
    {
        var random = new Random(seed);
        foreach (BudgetRule rule in new BudgetRule[] { Logistic(random), Product(random) })
        {
            var (gain, given) = (0.01 + 0.98 * random.NextDouble(), 0.01 + 0.99 * random.NextDouble());
            var (steps, labels) = (rule.StepShareFor(gain, given), rule.LabelShareFor(gain, given));
            if (steps is > 0 and < 1e100)
            {
                Assert.Equal(gain, rule.Predict(given, steps), 1e-6);
            }
            else
            {
                Assert.True(steps > 0 ? rule.Predict(given, 1e100) <= gain : rule.Predict(given, 1e-100) >= gain);
            }

            if (labels is > 0 and <= 1)
            {
                Assert.Equal(gain, rule.Predict(labels, given), 1e-6);
            }
            else
            {
                Assert.True(labels > 0 ? rule.Predict(1, given) <= gain : rule.Predict(1e-100, given) >= gain);
            }
        }
    }

    [Fact]
    public void SharesFor_aRuleWithoutTheTerm_areNothingOrInfinite()
    {
        var mean = new LogisticBudgetRule(BudgetTerms.None, 0, 0, 0);
        Assert.Equal((0, 0), (mean.StepShareFor(0.4, 1), mean.LabelShareFor(0.4, 1)));
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (mean.StepShareFor(0.6, 1), mean.LabelShareFor(0.6, 1)));
        // All labels of a rule that reaches half of the gain with them do not reach more.
        Assert.Equal(double.PositiveInfinity, new ProductBudgetRule(0, 1, 2).LabelShareFor(0.6, 1));
        Assert.Equal(1, new ProductBudgetRule(0, 1, 2).LabelShareFor(0.5, 1), 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void SharesFor_aGainThatNoRuleCanReach_throw(double gain)
    {
        BudgetRule[] rules = [new ProductBudgetRule(0.1, 0.3, 3), new LogisticBudgetRule(BudgetTerms.None, 0, 0, 0)];
        Assert.All(rules, rule => Assert.Throws<ArgumentOutOfRangeException>(() => rule.StepShareFor(gain, 1)));
        Assert.All(rules, rule => Assert.Throws<ArgumentOutOfRangeException>(() => rule.LabelShareFor(gain, 1)));
    }

    [Fact]
    public void Interval_ofTheBudgetThatReachesAGain_holdsThePlantedOne()
    {
        var random = new Random(5);
        var planted = new ProductBudgetRule(0.05, 0.3, 3);
        var fit = BudgetRuleFit.Of(
            Planted(planted, () => 0.04 * (random.NextDouble() - 0.5), seeds: 6), ProductBudgetRule.Fit, new Random(1), resamples: 60);
        var steps = fit.Interval(rule => rule.StepShareFor(0.8, labelShare: 1));
        Assert.InRange(steps.Upper - steps.Lower, 1e-4, 0.1);
        Assert.Equal(planted.StepShareFor(0.8, 1), steps.Estimate, 0.03);
        Assert.InRange(steps.Estimate, steps.Lower, steps.Upper);
        // No resample reaches 0.9 with half of the labels.
        var unreachable = fit.Interval(rule => rule.StepShareFor(0.9, labelShare: 0.5));
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (unreachable.Lower, unreachable.Upper));
    }

    [Fact]
    public void Each_environmentsOfOneRule_predictOneAnotherAndAStrangerIsFarOff()
    {
        var (rule, other) = (new ProductBudgetRule(0.05, 0.3, 3), new ProductBudgetRule(0.05, 0.9, 3));
        SftBudget[] Of(string name, BudgetRule planted) => [.. Planted(planted, () => 0).Select(budget => budget with { Environment = name })];
        var alike = HeldOutEnvironment.Each([.. Of("one", rule), .. Of("two", rule)], ProductBudgetRule.Fit);
        Assert.Equal(["one", "two"], alike.Select(held => held.Environment));
        Assert.All(alike, held => Assert.Equal(0, held.Error, 1e-3));
        var stranger = HeldOutEnvironment.Each([.. Of("one", rule), .. Of("two", rule), .. Of("three", other)], ProductBudgetRule.Fit)[^1];
        Assert.Equal(0.3, ((ProductBudgetRule)stranger.Rule).HalfSteps, 1e-2);
        Assert.Equal(0, stranger.OwnError, 1e-3);
        Assert.True(stranger.Error > 0.1);
        Assert.Throws<ArgumentException>(() => HeldOutEnvironment.Each(Of("one", rule), ProductBudgetRule.Fit));
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
