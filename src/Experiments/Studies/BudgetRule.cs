namespace VanishingGradients.Experiments.Studies;

/// <summary>A rule that predicts the gain of partial SFT from its budget.</summary>
public abstract record BudgetRule
{
    /// <summary>Name for tables.</summary>
    public abstract string Name { get; }

    /// <summary>What was fitted, by name.</summary>
    public abstract IReadOnlyDictionary<string, double> Parameters { get; }

    /// <summary>The gain that the rule predicts, in (0, 1).</summary>
    /// <param name="labelShare">Share of labelled inputs, above 0.</param>
    /// <param name="stepShare">Share of SFT steps, above 0.</param>
    public abstract double Predict(double labelShare, double stepShare);

    /// <summary>Root mean square error of the predicted gains, over budgets and seeds.</summary>
    /// <param name="budgets">Budgets with SFT; those without are left out.</param>
    public double Error(IEnumerable<SftBudget> budgets) =>
        Math.Sqrt(Points(budgets).Average(point => Math.Pow(Predict(point.Labels, point.Steps) - point.Gain, 2)));

    /// <summary>Label share, step share and gain of every seed of every budget with SFT. Gains outside 0 to 1 count as the nearer
    /// end.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    private protected static IReadOnlyList<(double Labels, double Steps, double Gain)> Points(IEnumerable<SftBudget> budgets)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        (double, double, double)[] points =
        [
            .. from budget in budgets
               where budget.StepShare > 0
               from gain in budget.Gains
               select (budget.LabelShare, budget.StepShare, Math.Clamp(gain, 0, 1)),
        ];
        return points.Length > 0 ? points : throw new ArgumentException("There is no budget with SFT to fit.", nameof(budgets));
    }

    private protected static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
