using VanishingGradients.Analysis.Statistics;
using Bootstraps = VanishingGradients.Analysis.Statistics.Intervals;

namespace VanishingGradients.Experiments.Studies;

/// <summary>A <see cref="BudgetRule"/> with what is known of its uncertainty.</summary>
/// <param name="Rule">The rule fitted to all seeds.</param>
/// <param name="Error">Root mean square error of the gains it was fitted to.</param>
/// <param name="HeldOutError">The same for the gains of a seed when the rule is fitted to the others, over all seeds.</param>
/// <param name="Resampled">The rule fitted to every bootstrap resample of the seeds.</param>
/// <remarks>With the three seeds of the course scale the intervals are too narrow; they tell sign and size, no more.</remarks>
public sealed record BudgetRuleFit(BudgetRule Rule, double Error, double HeldOutError, IReadOnlyList<BudgetRule> Resampled)
{
    private const double Level = 0.95;

    /// <summary>The rule's parameters with their intervals, by name.</summary>
    public IReadOnlyDictionary<string, ConfidenceInterval> Intervals => new OrderedDictionary<string, ConfidenceInterval>(
        Rule.Parameters.Keys.Select(name => KeyValuePair.Create(name, Interval(rule => rule.Parameters[name]))));

    /// <summary>A value of the rule with its percentile-bootstrap interval, for example the budget that reaches a gain.</summary>
    /// <param name="value">The value; it may be infinite, not NaN.</param>
    /// <returns>The ends are resampled values themselves and not interpolated, since there may be infinite ones among them.</returns>
    public ConfidenceInterval Interval(Func<BudgetRule, double> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        double[] sorted = [.. Resampled.Select(value).Order()];
        var beyond = (1 - Level) / 2 * (sorted.Length - 1);
        return new ConfidenceInterval(value(Rule), sorted[(int)Math.Floor(beyond)], sorted[^(1 + (int)Math.Floor(beyond))], Level);
    }

    /// <summary>Fits a rule, to all seeds and to bootstrap resamples of them: a seed is drawn with all its budgets, for they share a
    /// pretrained policy and label draws.</summary>
    /// <param name="budgets">Budgets that all have the same seeds, at least two.</param>
    /// <param name="fit">Fits the rule to budgets.</param>
    /// <param name="random">The stream the resamples are drawn from.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <exception cref="InsufficientSampleException">Fewer than two seeds.</exception>
    public static BudgetRuleFit Of(
        IReadOnlyList<SftBudget> budgets, Func<IReadOnlyList<SftBudget>, BudgetRule> fit, Random random, int resamples = 300)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        var seeds = budgets.Min(budget => budget.Gains.Count);
        Bootstraps.Require("The uncertainty of a budget rule", seeds, 2, Level);
        var rule = fit(budgets);
        int[] all = [.. Enumerable.Range(0, seeds)];
        var heldOut = all.Select(seed => fit(Of(budgets, [.. all.Where(other => other != seed)])).Error(Of(budgets, [seed])));
        return new BudgetRuleFit(
            rule, rule.Error(budgets), Math.Sqrt(heldOut.Average(error => error * error)),
            [.. Enumerable.Range(0, resamples).Select(_ => fit(Of(budgets, [.. all.Select(_ => random.Next(seeds))])))]);
    }

    private static IReadOnlyList<SftBudget> Of(IEnumerable<SftBudget> budgets, int[] seeds) =>
        [.. budgets.Select(budget => budget with { Gains = [.. seeds.Select(seed => budget.Gains[seed])] })];
}
