using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace VanishingGradients.Experiments.Studies;

/// <summary>g = g₀ + (1 − g₀) · label share · σ(k ln(step share / h)) for the gain g: labelled inputs are learned once SFT has had enough
/// steps, and of the unlabelled a share g₀ is learned anyway.</summary>
/// <remarks>The rule of a task whose inputs share nothing: a label helps its own input only. Fitted by least squares, g₀ in closed form and
/// the other two by the simplex method of Nelder and Mead in ln h and ln k.</remarks>
/// <param name="Floor">g₀.</param>
/// <param name="HalfSteps">h: the share of SFT steps after which half of the labelled inputs are learned.</param>
/// <param name="Steepness">k: how sharply that sets in; for small step shares their power.</param>
public sealed record ProductBudgetRule(double Floor, double HalfSteps, double Steepness) : BudgetRule
{
    private const double Tolerance = 1e-9;
    private const int MostIterations = 5000;

    /// <inheritdoc />
    public override string Name => "labels times enough steps";

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, double> Parameters =>
        new OrderedDictionary<string, double> { ["g0"] = Floor, ["h"] = HalfSteps, ["k"] = Steepness };

    /// <summary>The rule that fits budgets best, every seed counted.</summary>
    /// <param name="budgets">Budgets with SFT; those without are left out. Step shares must differ.</param>
    /// <exception cref="ArgumentException">There is no budget with SFT.</exception>
    /// <exception cref="MaximumIterationsException">The search does not settle.</exception>
    public static ProductBudgetRule Fit(IEnumerable<SftBudget> budgets)
    {
        var points = Points(budgets);
        ProductBudgetRule Rule(Vector<double> shape)
        {
            var rule = new ProductBudgetRule(0, Math.Exp(shape[0]), Math.Exp(shape[1]));
            var reached = points.Select(point => (point.Gain, Learned: rule.Predict(point.Labels, point.Steps))).ToArray();
            var left = reached.Sum(point => Math.Pow(1 - point.Learned, 2));
            return rule with { Floor = left > 0 ? reached.Sum(point => (1 - point.Learned) * (point.Gain - point.Learned)) / left : 0 };
        }

        var start = Vector<double>.Build.Dense([Math.Log(0.3), Math.Log(2)]);
        var error = ObjectiveFunction.Value(shape =>
        {
            var rule = Rule(shape);
            return points.Sum(point => Math.Pow(rule.Predict(point.Labels, point.Steps) - point.Gain, 2));
        });
        return Rule(NelderMeadSimplex.Minimum(error, start, Tolerance, MostIterations).MinimizingPoint);
    }

    /// <inheritdoc />
    public override double Predict(double labelShare, double stepShare) =>
        Floor + (1 - Floor) * labelShare * Learned(stepShare);

    /// <inheritdoc />
    public override double StepShareFor(double gain, double labelShare) =>
        HalfSteps * Math.Exp(LogOdds(AboveFloor(gain) / labelShare) / Steepness);

    /// <inheritdoc />
    public override double LabelShareFor(double gain, double stepShare) => AtMostAll(Math.Max(0, AboveFloor(gain) / Learned(stepShare)));

    private double Learned(double stepShare) => Logistic(Steepness * Math.Log(stepShare / HalfSteps));

    private double AboveFloor(double gain) => (RequireGain(gain) - Floor) / (1 - Floor);
}
