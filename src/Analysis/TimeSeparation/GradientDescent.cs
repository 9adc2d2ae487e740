using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>The discrete counterpart of <see cref="GradientFlow"/>: plain steps of a fixed size in the logits of one input.</summary>
public static class GradientDescent
{
    /// <summary>Steps until the target has its goal probability.</summary>
    /// <param name="problem">Start, rewards, target and goal.</param>
    /// <param name="velocity">The objective.</param>
    /// <param name="stepSize">The step size η, above 0; a step adds η velocity / n to the logits.</param>
    /// <param name="maximumSteps">The number of steps at which to give up, at least 1.</param>
    /// <returns>The number of steps and the time steps · η. The trajectory keeps the start, the end and about 50 points per decade of
    /// steps.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The step size is not above 0 or not finite, or the number of steps is below
    /// 1.</exception>
    public static FlowResult Run(FlowProblem problem, LogitVelocity velocity, double stepSize, int maximumSteps = 10_000_000)
    {
        const double PointSpacing = 1.05;
        Require.StrictlyBetween(stepSize, 0, double.PositiveInfinity);
        Require.AtLeast(maximumSteps, 1);
        var policy = problem.Start;
        var (logits, direction) = (policy.LogProbabilities.ToArray(), new double[policy.OutputCount]);
        var points = new List<FlowPoint> { problem.PointAt(0, policy) };
        var (step, nextPoint) = (0, 1.0);
        while (policy.Probabilities[problem.Target] < problem.Goal && step < maximumSteps)
        {
            velocity(policy, direction);
            for (var k = 0; k < logits.Length; k++)
                logits[k] += stepSize * direction[k] / problem.InputCount;
            policy = SoftmaxPolicy.FromLogits(logits);
            step++;
            if (step < nextPoint)
                continue;
            points.Add(problem.PointAt(step * stepSize, policy));
            nextPoint = Math.Max(step + 1, nextPoint * PointSpacing);
        }

        if (points[^1].Time < step * stepSize)
            points.Add(problem.PointAt(step * stepSize, policy));
        return new(policy.Probabilities[problem.Target] >= problem.Goal, step * stepSize, step, points);
    }
}
