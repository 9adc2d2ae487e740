using MathNet.Numerics.LinearAlgebra;

namespace VanishingGradients.Experiments.Studies;

/// <summary>A rule for the gain of partial SFT: ln(g/(1 − g)) = a + b ln(label share) + c ln(step share).</summary>
/// <remarks>A fractional logit (Papke and Wooldridge 1996): the maximum of Σ g ln ĝ + (1 − g) ln(1 − ĝ), which is concave and takes gains
/// of exactly 0 and 1. Gains outside 0 to 1 count as the nearer end. Found by Newton's method.</remarks>
/// <param name="Terms">What the rule depends on.</param>
/// <param name="Intercept">a: the log odds of the gain with all labels and all steps.</param>
/// <param name="Labels">b; 0 where labels are no term.</param>
/// <param name="Steps">c; 0 where steps are no term.</param>
public sealed record BudgetRule(BudgetTerms Terms, double Intercept, double Labels, double Steps)
{
    private const int MostIterations = 100;
    private const double Tolerance = 1e-10;

    // A ridge this small changes no digit that is shown; without it gains that are all 0 and 1 would have no finite best rule.
    private const double Ridge = 1e-6;

    /// <summary>The rule that fits budgets best, every seed counted.</summary>
    /// <param name="budgets">Budgets with SFT; those without are left out.</param>
    /// <param name="terms">What the rule may depend on.</param>
    /// <exception cref="ArgumentException">There is no budget with SFT, or Newton's method does not settle.</exception>
    public static BudgetRule Fit(IEnumerable<SftBudget> budgets, BudgetTerms terms = BudgetTerms.Labels | BudgetTerms.Steps)
    {
        var points = Points(budgets).ToArray();
        if (points.Length == 0)
        {
            throw new ArgumentException("There is no budget with SFT to fit.", nameof(budgets));
        }

        var rows = Matrix<double>.Build.DenseOfRows(points.Select(point => Row(terms, point.Labels, point.Steps)));
        var gains = Vector<double>.Build.DenseOfEnumerable(points.Select(point => point.Gain));
        var weights = Vector<double>.Build.Dense(rows.ColumnCount);
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            var predicted = (rows * weights).Map(Logistic);
            var slope = rows.TransposeThisAndMultiply(gains - predicted) - Ridge * weights;
            var curvature = rows.TransposeThisAndMultiply(Matrix<double>.Build.DenseOfDiagonalVector(predicted.PointwiseMultiply(1 - predicted)) * rows)
                + Ridge * Matrix<double>.Build.DenseIdentity(weights.Count);
            var step = curvature.Cholesky().Solve(slope);
            // Far from the best rule a whole step may overshoot; half steps reach it all the same.
            weights += step * Math.Min(1, 2 / Math.Max(1, step.L2Norm()));
            if (step.L2Norm() < Tolerance)
            {
                var all = new Queue<double>(weights);
                return new BudgetRule(
                    terms, all.Dequeue(), terms.HasFlag(BudgetTerms.Labels) ? all.Dequeue() : 0, terms.HasFlag(BudgetTerms.Steps) ? all.Dequeue() : 0);
            }
        }

        throw new ArgumentException($"No rule with {terms} was found in {MostIterations} iterations.", nameof(budgets));
    }

    /// <summary>The gain that the rule predicts, in (0, 1).</summary>
    /// <param name="labelShare">Share of labelled inputs, above 0.</param>
    /// <param name="stepShare">Share of SFT steps, above 0.</param>
    public double Predict(double labelShare, double stepShare) =>
        Logistic(Intercept + Labels * Math.Log(labelShare) + Steps * Math.Log(stepShare));

    /// <summary>The share of labelled inputs that the rule asks for; above 1 where even all are too few. NaN where labels are no
    /// term.</summary>
    /// <param name="gain">Gain to reach, in (0, 1).</param>
    /// <param name="stepShare">Share of SFT steps, above 0.</param>
    public double LabelShareFor(double gain, double stepShare) =>
        Labels == 0 ? double.NaN : Math.Exp((Math.Log(gain / (1 - gain)) - Intercept - Steps * Math.Log(stepShare)) / Labels);

    /// <summary>Root mean square error of the predicted gains, over budgets and seeds.</summary>
    /// <param name="budgets">Budgets with SFT; those without are left out.</param>
    public double Error(IEnumerable<SftBudget> budgets) =>
        Math.Sqrt(Points(budgets).Average(point => Math.Pow(Predict(point.Labels, point.Steps) - point.Gain, 2)));

    private static double[] Row(BudgetTerms terms, double labels, double steps) =>
    [
        1,
        .. terms.HasFlag(BudgetTerms.Labels) ? [Math.Log(labels)] : Array.Empty<double>(),
        .. terms.HasFlag(BudgetTerms.Steps) ? [Math.Log(steps)] : Array.Empty<double>(),
    ];

    private static IEnumerable<(double Labels, double Steps, double Gain)> Points(IEnumerable<SftBudget> budgets) =>
        from budget in budgets
        where budget.StepShare > 0
        from gain in budget.Gains
        select (budget.LabelShare, budget.StepShare, Math.Clamp(gain, 0, 1));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
