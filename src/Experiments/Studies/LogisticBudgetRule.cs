using MathNet.Numerics.LinearAlgebra;

namespace VanishingGradients.Experiments.Studies;

/// <summary>ln(g/(1 − g)) = a + b ln(label share) + c ln(step share) for the gain g.</summary>
/// <remarks>A fractional logit (Papke and Wooldridge 1996): the maximum of Σ g ln ĝ + (1 − g) ln(1 − ĝ), which is concave and takes gains
/// of exactly 0 and 1. Found by Newton's method.</remarks>
/// <param name="Terms">What the rule depends on.</param>
/// <param name="Intercept">a: the log odds of the gain with all labels and all steps.</param>
/// <param name="Labels">b; 0 where labels are no term.</param>
/// <param name="Steps">c; 0 where steps are no term.</param>
public sealed record LogisticBudgetRule(BudgetTerms Terms, double Intercept, double Labels, double Steps) : BudgetRule
{
    private const int MostIterations = 100;
    private const double Tolerance = 1e-10;

    // A ridge this small changes no digit that is shown; without it gains that are all 0 and 1 would have no finite best rule.
    private const double Ridge = 1e-6;

    /// <inheritdoc />
    public override string Name => Terms == BudgetTerms.None ? "the mean" : $"log odds linear in ln of {Terms.ToString().ToLowerInvariant()}";

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, double> Parameters
    {
        get
        {
            var parameters = new OrderedDictionary<string, double> { ["a"] = Intercept };
            if (Terms.HasFlag(BudgetTerms.Labels))
            {
                parameters["b"] = Labels;
            }

            if (Terms.HasFlag(BudgetTerms.Steps))
            {
                parameters["c"] = Steps;
            }

            return parameters;
        }
    }

    /// <summary>The rule that fits budgets best, every seed counted.</summary>
    /// <param name="budgets">Budgets with SFT; those without are left out.</param>
    /// <param name="terms">What the rule may depend on.</param>
    /// <exception cref="ArgumentException">There is no budget with SFT, or Newton's method does not settle.</exception>
    public static LogisticBudgetRule Fit(IEnumerable<SftBudget> budgets, BudgetTerms terms = BudgetTerms.Labels | BudgetTerms.Steps)
    {
        var points = Points(budgets);
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
            // Far from the best rule a whole step may overshoot; shorter steps reach it all the same.
            weights += step * Math.Min(1, 2 / Math.Max(1, step.L2Norm()));
            if (step.L2Norm() < Tolerance)
            {
                var all = new Queue<double>(weights);
                return new LogisticBudgetRule(
                    terms, all.Dequeue(), terms.HasFlag(BudgetTerms.Labels) ? all.Dequeue() : 0, terms.HasFlag(BudgetTerms.Steps) ? all.Dequeue() : 0);
            }
        }

        throw new ArgumentException($"No rule with {terms} was found in {MostIterations} iterations.", nameof(budgets));
    }

    /// <inheritdoc />
    public override double Predict(double labelShare, double stepShare) =>
        Logistic(Intercept + Labels * Math.Log(labelShare) + Steps * Math.Log(stepShare));

    /// <inheritdoc />
    public override double StepShareFor(double gain, double labelShare) => Share(Missing(gain, Labels * Math.Log(labelShare)), Steps);

    /// <inheritdoc />
    public override double LabelShareFor(double gain, double stepShare) => AtMostAll(Share(Missing(gain, Steps * Math.Log(stepShare)), Labels));

    // Log odds that the other share has to supply.
    private double Missing(double gain, double supplied) => LogOdds(RequireGain(gain)) - Intercept - supplied;

    // A rule in which more does not help never gets there by more.
    private static double Share(double missing, double slope) =>
        slope > 0 ? Math.Exp(missing / slope) : missing <= 0 ? 0 : double.PositiveInfinity;

    private static double[] Row(BudgetTerms terms, double labels, double steps) =>
    [
        1,
        .. terms.HasFlag(BudgetTerms.Labels) ? [Math.Log(labels)] : Array.Empty<double>(),
        .. terms.HasFlag(BudgetTerms.Steps) ? [Math.Log(steps)] : Array.Empty<double>(),
    ];
}
