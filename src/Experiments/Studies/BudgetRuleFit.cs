using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Experiments.Studies;

/// <summary>A <see cref="BudgetRule"/> with what is known of its uncertainty.</summary>
/// <param name="Rule">The rule fitted to all seeds.</param>
/// <param name="Error">Root mean square error of the gains it was fitted to.</param>
/// <param name="HeldOutError">The same for the gains of a seed when the rule is fitted to the others, over all seeds.</param>
/// <param name="Labels">Exponent of the label share with its interval.</param>
/// <param name="Steps">Exponent of the step share with its interval.</param>
public sealed record BudgetRuleFit(
    BudgetRule Rule, double Error, double HeldOutError, ConfidenceInterval Labels, ConfidenceInterval Steps)
{
    /// <summary>Fits a rule; its intervals are percentile bootstraps over seeds: a seed is drawn with all its budgets, for they share a
    /// pretrained policy and label draws.</summary>
    /// <param name="budgets">Budgets that all have the same seeds, at least two.</param>
    /// <param name="terms">What the rule may depend on.</param>
    /// <param name="random">The stream the resamples are drawn from.</param>
    /// <param name="resamples">Number of resamples.</param>
    /// <exception cref="InsufficientSampleException">Fewer than two seeds.</exception>
    /// <remarks>With the three seeds of the course scale the intervals are too narrow; they tell sign and size, no more.</remarks>
    public static BudgetRuleFit Of(IReadOnlyList<SftBudget> budgets, BudgetTerms terms, Random random, int resamples = 500)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        var seeds = budgets.Min(budget => budget.Gains.Count);
        Intervals.Require("The uncertainty of a budget rule", seeds, 2, level: 0.95);
        var rule = BudgetRule.Fit(budgets, terms);
        int[] all = [.. Enumerable.Range(0, seeds)];
        var heldOut = all.Select(seed => BudgetRule.Fit(Of(budgets, [.. all.Where(other => other != seed)]), terms).Error(Of(budgets, [seed])));
        var intervals = Intervals.BootstrapRows([rule.Labels, rule.Steps], [seeds], random, resamples, level: 0.95, rows =>
        {
            var resampled = BudgetRule.Fit(Of(budgets, rows), terms);
            return [resampled.Labels, resampled.Steps];
        });
        return new BudgetRuleFit(
            rule, rule.Error(budgets), Math.Sqrt(heldOut.Average(error => error * error)), intervals[0], intervals[1]);
    }

    private static IReadOnlyList<SftBudget> Of(IEnumerable<SftBudget> budgets, int[] seeds) =>
        [.. budgets.Select(budget => budget with { Gains = [.. seeds.Select(seed => budget.Gains[seed])] })];
}
