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

    /// <summary>The share of SFT steps with which the rule predicts a gain: the inverse of <see cref="Predict"/> in the steps.</summary>
    /// <param name="gain">The gain to reach, in (0, 1); for example 0.96.</param>
    /// <param name="labelShare">Share of labelled inputs, above 0.</param>
    /// <returns>Above 1 where it takes more steps than full SFT has; infinite where no number of steps is enough; 0 where any is.</returns>
    public abstract double StepShareFor(double gain, double labelShare);

    /// <summary>The share of labelled inputs with which the rule predicts a gain: the inverse of <see cref="Predict"/> in the labels.</summary>
    /// <param name="gain">The gain to reach, in (0, 1); for example 0.96.</param>
    /// <param name="stepShare">Share of SFT steps, above 0.</param>
    /// <returns>At most 1; infinite where labels for all inputs are not enough; 0 where any number is.</returns>
    public abstract double LabelShareFor(double gain, double stepShare);

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

    /// <summary>The inverse of <see cref="Logistic"/>; infinite at 0 and 1 and beyond.</summary>
    private protected static double LogOdds(double p) => p <= 0 ? double.NegativeInfinity : p >= 1 ? double.PositiveInfinity : Math.Log(p / (1 - p));

    /// <summary>A share of labels, or infinity where it is more than all.</summary>
    private protected static double AtMostAll(double labelShare) => labelShare <= 1 ? labelShare : double.PositiveInfinity;

    private protected static double RequireGain(double gain) => gain is > 0 and < 1
        ? gain
        : throw new ArgumentOutOfRangeException(nameof(gain), gain, "The gain to reach must lie strictly between 0 and 1.");
}
