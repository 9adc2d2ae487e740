using MathNet.Numerics.Distributions;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments;

/// <summary>The kit's curves against the official code's. Their random numbers differ, so that only means over seeds can be
/// compared.</summary>
public static class OfficialComparison
{
    private const double Level = 0.95;

    /// <summary>Epochs at which both were logged and that show start, rise and end.</summary>
    public static IReadOnlyList<int> Epochs { get; } = [1, 10, 100, 1000, 2000, 5000];

    /// <summary>Differences of a metric at those epochs of <see cref="Epochs"/> that at least two of the kit's runs and one official run
    /// have.</summary>
    /// <remarks>The interval is Student's for two samples of equal spread: difference ± t(n + m − 2) · s · sqrt(1/n + 1/m) with the pooled std s.
    /// So a single official seed counts as one more draw from the kit's own spread.</remarks>
    /// <param name="metric">Column, for example "reward_small_reward_std".</param>
    /// <param name="kit">Logs of the kit, one per seed.</param>
    /// <param name="official">Logs of the official code, see <see cref="OfficialRuns.MnistSeeds"/>.</param>
    /// <exception cref="KeyNotFoundException">A log has no such column.</exception>
    public static IReadOnlyList<OfficialDifference> Of(string metric, IReadOnlyList<MetricsLog> kit, IReadOnlyList<MetricsLog> official)
    {
        ArgumentNullException.ThrowIfNull(kit);
        ArgumentNullException.ThrowIfNull(official);
        return
        [
            .. from epoch in Epochs
               let ours = At(kit, metric, epoch)
               let theirs = At(official, metric, epoch)
               where ours.Count > 1 && theirs.Count > 0
               select new OfficialDifference(epoch, ours.Mean, (int)ours.Count, theirs.Mean, (int)theirs.Count, Difference(ours, theirs)),
        ];
    }

    private static RunningMoments At(IReadOnlyList<MetricsLog> logs, string metric, int epoch) => RunningMoments.Of(
    [
        .. from log in logs
           let row = log[MetricsLog.Epoch].ToList().IndexOf(epoch)
           where row >= 0
           select log[metric][row],
    ]);

    private static ConfidenceInterval Difference(RunningMoments ours, RunningMoments theirs)
    {
        var freedom = ours.Count + theirs.Count - 2;
        var half = StudentT.InvCDF(0, 1, freedom, (1 + Level) / 2)
            * Math.Sqrt((ours.SumOfSquares + theirs.SumOfSquares) / freedom * (1.0 / ours.Count + 1.0 / theirs.Count));
        var difference = ours.Mean - theirs.Mean;
        return new ConfidenceInterval(difference, difference - half, difference + half, Level);
    }
}
