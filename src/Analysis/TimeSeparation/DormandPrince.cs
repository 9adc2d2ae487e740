namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>
/// One step of the explicit Runge–Kutta pair of orders 5 and 4 of Dormand and Prince (1980) for an autonomous system. The library in use
/// offers fixed steps only, and the times here span eight decades.
/// </summary>
internal sealed class DormandPrince(int dimension, Action<double[], double[]> derivative)
{
    private static readonly double[][] Tableau =
    [
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    /// <summary>Fifth-order weights less the fourth-order ones.</summary>
    private static readonly double[] ErrorWeights =
        [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    private readonly double[][] _stages = [.. Enumerable.Range(0, ErrorWeights.Length).Select(_ => new double[dimension])];

    /// <summary>Writes the state after a step and returns the largest estimated error of a component.</summary>
    public double Step(double[] state, double size, double[] next)
    {
        derivative(state, _stages[0]);
        for (var stage = 0; stage < Tableau.Length; stage++)
        {
            for (var i = 0; i < dimension; i++)
                next[i] = state[i] + (size * Combine(Tableau[stage], i));
            // The last row of the tableau is the fifth-order solution itself, so the seventh stage only serves the error.
            derivative(next, _stages[stage + 1]);
        }

        var error = 0.0;
        for (var i = 0; i < dimension; i++)
            error = Math.Max(error, Math.Abs(size * Combine(ErrorWeights, i)));
        return error;
    }

    private double Combine(double[] weights, int component)
    {
        var sum = 0.0;
        for (var stage = 0; stage < weights.Length; stage++)
            sum += weights[stage] * _stages[stage][component];
        return sum;
    }
}
