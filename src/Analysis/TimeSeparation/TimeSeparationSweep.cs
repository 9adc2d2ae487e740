using MathNet.Numerics;
using VanishingGradients.Analysis.Policies;

namespace VanishingGradients.Analysis.TimeSeparation;

/// <summary>Times of the four objectives over a range of starts, and the laws they follow in the reward std.</summary>
public static class TimeSeparationSweep
{
    /// <summary>Integrates the four flows from each start, with reward ±1 and equally probable other outputs.</summary>
    /// <param name="outputCount">The number of outputs K, at least 2.</param>
    /// <param name="probabilities">The starts p0, each strictly between 0 and 1.</param>
    /// <param name="inputCount">The number of inputs n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static IReadOnlyList<TimeSeparationRow> Run(int outputCount, IEnumerable<double> probabilities, int inputCount = 1)
    {
        var rows = new List<TimeSeparationRow>();
        foreach (var probability in probabilities)
        {
            var problem = FlowProblem.EqualCompetitors(outputCount, probability) with { InputCount = inputCount };
            double TimeOf(LogitVelocity velocity) => GradientFlow.Run(problem, velocity).Time;
            rows.Add(new(
                probability,
                ExactRewardStatistics.Of(problem.Start, problem.Rewards).Std,
                TimeOf(FlowObjectives.ExpectedReward(problem.Rewards)),
                TimeOf(FlowObjectives.Supervised(problem.Target)),
                TimeOf(FlowObjectives.ExpectedRewardOverStd(problem.Rewards)),
                TimeOf(FlowObjectives.NaturalGradient(problem.Rewards))));
        }

        return rows;
    }

    /// <summary>The exponent a of the least-squares fit t ∝ STD^a: -2 for the expected reward, -1 with division by the std, near 0 for a
    /// logarithm.</summary>
    /// <param name="rows">At least two starts.</param>
    /// <param name="time">Which time.</param>
    /// <exception cref="ArgumentException">Fewer than two rows.</exception>
    public static double PowerOfStd(IReadOnlyList<TimeSeparationRow> rows, Func<TimeSeparationRow, double> time) =>
        Fit.Line([.. rows.Select(row => Math.Log(row.Std))], [.. rows.Select(row => Math.Log(time(row)))]).B;

    /// <summary>The rate b of the least-squares fit t = a + b ln(1/STD), for times that grow as a logarithm.</summary>
    /// <param name="rows">At least two starts.</param>
    /// <param name="time">Which time.</param>
    /// <exception cref="ArgumentException">Fewer than two rows.</exception>
    public static double RatePerLogStd(IReadOnlyList<TimeSeparationRow> rows, Func<TimeSeparationRow, double> time) =>
        Fit.Line([.. rows.Select(row => -Math.Log(row.Std))], [.. rows.Select(time)]).B;
}
