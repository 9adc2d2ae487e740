namespace VanishingGradients.Experiments.Studies;

/// <summary>An environment predicted by a <see cref="BudgetRule"/> that has not seen it.</summary>
/// <param name="Environment">Name of the data.</param>
/// <param name="Rule">The rule fitted to the other environments.</param>
/// <param name="Error">Root mean square error of the gains it predicts in this environment.</param>
/// <param name="OwnError">The same for the rule fitted to this environment: what the kind of rule cannot do better.</param>
public sealed record HeldOutEnvironment(string Environment, BudgetRule Rule, double Error, double OwnError)
{
    /// <summary>Predicts every environment from the others.</summary>
    /// <param name="budgets">Budgets of at least two environments.</param>
    /// <param name="fit">Fits the rule to budgets.</param>
    /// <returns>One per environment, in the order of the budgets.</returns>
    /// <exception cref="ArgumentException">There is a single environment only.</exception>
    public static IReadOnlyList<HeldOutEnvironment> Each(IReadOnlyList<SftBudget> budgets, Func<IReadOnlyList<SftBudget>, BudgetRule> fit)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        ArgumentNullException.ThrowIfNull(fit);
        var environments = budgets.GroupBy(budget => budget.Environment).ToArray();
        return environments.Length > 1
            ? [.. environments.Select(own => Of([.. own], [.. budgets.Where(budget => budget.Environment != own.Key)], fit))]
            : throw new ArgumentException("An environment can be predicted from others only: there must be at least two.", nameof(budgets));
    }

    private static HeldOutEnvironment Of(
        IReadOnlyList<SftBudget> own, IReadOnlyList<SftBudget> others, Func<IReadOnlyList<SftBudget>, BudgetRule> fit)
    {
        var rule = fit(others);
        return new HeldOutEnvironment(own[0].Environment, rule, rule.Error(own), fit(own).Error(own));
    }
}
