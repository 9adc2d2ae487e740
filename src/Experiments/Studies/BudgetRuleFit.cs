using VanishingGradients.Analysis.Statistics;
using Bootstraps = VanishingGradients.Analysis.Statistics.Intervals;

namespace VanishingGradients.Experiments.Studies;

/// <summary>A <see cref="BudgetRule"/> with what is known of its uncertainty.</summary>
/// <param name="Rule">The rule fitted to all seeds.</param>
/// <param name="Error">Root mean square error of the gains it was fitted to.</param>
/// <param name="HeldOutError">The same for the gains of a seed when the rule is fitted to the others, over all seeds.</param>
/// <param name="Intervals">The rule's parameters with their intervals, by name.</param>
public sealed record BudgetRuleFit(
    BudgetRule Rule, double Error, double HeldOutError, IReadOnlyDictionary<string, ConfidenceInterval> Intervals)
{
    /// <summary>Fits a rule; its intervals are percentile bootstraps over seeds: a seed is drawn with all its budgets, for they share a
    /// pretrained policy and label draws.</summary>
    /// <param name="budgets">Budgets that all have the same seeds, at least two.</param>
    /// <param name="fit">Fits the rule to budgets.</param>
    /// <param name="random">The stream the resamples are drawn from.</param>
    /// <param name="resamples">Number of resamples.</param>
    /// <exception cref="InsufficientSampleException">Fewer than two seeds.</exception>
    /// <remarks>With the three seeds of the course scale the intervals are too narrow; they tell sign and size, no more.</remarks>
    public static BudgetRuleFit Of(
        IReadOnlyList<SftBudget> budgets, Func<IReadOnlyList<SftBudget>, BudgetRule> fit, Random random, int resamples = 300)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        ArgumentNullException.ThrowIfNull(fit);
        var seeds = budgets.Min(budget => budget.Gains.Count);
        Bootstraps.Require("The uncertainty of a budget rule", seeds, 2, level: 0.95);
        var rule = fit(budgets);
        int[] all = [.. Enumerable.Range(0, seeds)];
        var heldOut = all.Select(seed => fit(Of(budgets, [.. all.Where(other => other != seed)])).Error(Of(budgets, [seed])));
        var names = rule.Parameters.Keys;
        var intervals = Bootstraps.BootstrapRows(
            [.. rule.Parameters.Values], [seeds], random, resamples, level: 0.95, rows => [.. fit(Of(budgets, rows)).Parameters.Values]);
        return new BudgetRuleFit(
            rule, rule.Error(budgets), Math.Sqrt(heldOut.Average(error => error * error)),
            new OrderedDictionary<string, ConfidenceInterval>(names.Zip(intervals, KeyValuePair.Create)));
    }

    private static IReadOnlyList<SftBudget> Of(IEnumerable<SftBudget> budgets, int[] seeds) =>
        [.. budgets.Select(budget => budget with { Gains = [.. seeds.Select(seed => budget.Gains[seed])] })];
}
