using MathNet.Numerics.RootFinding;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>
/// Gradient flow in the logits of one input, integrated with adaptive steps until the target output has its goal probability. The step
/// follows the local time scale, which near a start of p0 is 1/p0, so a run takes some hundred steps whether it lasts 1 or 1e8 units of
/// time.
/// </summary>
public static class GradientFlow
{
    /// <summary>The error allowed per step in a logit, that is, the relative error of a probability.</summary>
    private const double Tolerance = 1e-11;

    private const int MaximumSteps = 100_000;

    /// <summary>Integrates until the goal is reached; a start at or beyond the goal gives time 0.</summary>
    /// <param name="problem">Start, rewards, target and goal.</param>
    /// <param name="velocity">The objective; it must be smooth in the logits.</param>
    /// <param name="maximumTime">The time at which to give up, above 0.</param>
    /// <returns>The time of the goal, to about a relative 1e-10, and the trajectory at the accepted steps.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumTime"/> is not above 0 or not finite.</exception>
    /// <exception cref="ArithmeticException">The velocity is not finite, or 100,000 steps did not suffice because it is not
    /// smooth.</exception>
    public static FlowResult Run(FlowProblem problem, LogitVelocity velocity, double maximumTime = 1e18)
    {
        Require.StrictlyBetween(maximumTime, 0, double.PositiveInfinity);
        var count = problem.Start.OutputCount;
        var solver = new DormandPrince(count, (logits, derivative) => Derivative(problem, velocity, logits, derivative));
        var (state, next) = (problem.Start.LogProbabilities.ToArray(), new double[count]);
        var points = new List<FlowPoint> { problem.PointAt(0, problem.Start) };
        if (Distance(problem, state) >= 0)
            return new(true, 0, 0, points);

        var time = 0.0;
        var size = FirstStep(problem, velocity, state, maximumTime);
        for (var step = 1; step <= MaximumSteps; step++)
        {
            size = Math.Min(size, maximumTime - time);
            var error = solver.Step(state, size, next);
            if (error <= Tolerance)
            {
                if (Distance(problem, next) >= 0)
                {
                    time += GoalWithin(problem, solver, state, size, next);
                    points.Add(problem.PointAt(time, SoftmaxPolicy.FromLogits(next)));
                    return new(true, time, step, points);
                }

                time += size;
                (state, next) = (next, state);
                points.Add(problem.PointAt(time, SoftmaxPolicy.FromLogits(state)));
                if (time >= maximumTime)
                    return new(false, time, step, points);
            }

            size *= StepFactor(error);
        }

        throw new ArithmeticException($"{MaximumSteps} steps did not get past time {time} of the flow; its velocity is not smooth there.");
    }

    private static void Derivative(FlowProblem problem, LogitVelocity velocity, double[] logits, double[] derivative)
    {
        velocity(SoftmaxPolicy.FromLogits(logits), derivative);
        for (var k = 0; k < derivative.Length; k++)
        {
            if (!double.IsFinite(derivative[k]))
                throw new ArithmeticException($"The velocity of logit {k} is {derivative[k]}; check the objective's formula.");
            derivative[k] /= problem.InputCount;
        }
    }

    /// <summary>Log-probability of the target above that of the goal: negative before, 0 at the goal.</summary>
    private static double Distance(FlowProblem problem, double[] logits) =>
        SoftmaxPolicy.FromLogits(logits).LogProbabilities[problem.Target] - Math.Log(problem.Goal);

    /// <summary>A step that moves the fastest logit by a thousandth; a policy that does not move is left to run out of time.</summary>
    private static double FirstStep(FlowProblem problem, LogitVelocity velocity, double[] state, double maximumTime)
    {
        const double LogitChange = 1e-3;
        var derivative = new double[state.Length];
        Derivative(problem, velocity, state, derivative);
        var fastest = derivative.Max(Math.Abs);
        return fastest > 0 ? Math.Min(LogitChange / fastest, maximumTime) : maximumTime;
    }

    /// <summary>Finds the fraction of the last step at which the goal is met by repeating the step from its start: a full fifth-order
    /// answer, where an interpolant would be of fourth order. Leaves the state at the goal in <paramref name="next"/>.</summary>
    private static double GoalWithin(FlowProblem problem, DormandPrince solver, double[] state, double size, double[] next)
    {
        const double TimeAccuracy = 1e-14;
        const int Iterations = 100;
        double DistanceAfter(double fraction)
        {
            solver.Step(state, fraction * size, next);
            return Distance(problem, next);
        }

        var fraction = Brent.FindRoot(DistanceAfter, 0, 1, TimeAccuracy, Iterations);
        DistanceAfter(fraction);
        return fraction * size;
    }

    private static double StepFactor(double error)
    {
        const double Safety = 0.9;
        const double Order = 5;
        return error == 0 ? 5 : Math.Clamp(Safety * Math.Pow(Tolerance / error, 1 / Order), 0.2, 5);
    }
}
