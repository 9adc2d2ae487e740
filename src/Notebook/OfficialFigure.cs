using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Notebook;

/// <summary>The kit's curves beside the official code's.</summary>
public static class OfficialFigure
{
    private const int BandSeed = 1;

    /// <summary>A metric over the epochs: the kit's mean over seeds with its bootstrap band (95 %, whole curves drawn), and every official
    /// seed dotted, in the colour of its run.</summary>
    /// <param name="metric">Column, for example "reward_small_reward_std".</param>
    /// <param name="runs">Name of each run, the kit's logs (at least two, logged at the same epochs), and the official ones.</param>
    /// <exception cref="InsufficientSampleException">Fewer than two logs of the kit.</exception>
    /// <exception cref="ArgumentException">The kit's logs have different epochs.</exception>
    public static Figure Of(string metric, params (string Name, IReadOnlyList<MetricsLog> Kit, IReadOnlyList<MetricsLog> Official)[] runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Figure.Lines([.. runs.SelectMany((run, colour) => Curves(metric, run.Name, run.Kit, run.Official, colour))])
            .WithX("epoch", log: true).WithY(metric.Split('_')[0]);
    }

    private static IEnumerable<Series> Curves(
        string metric, string name, IReadOnlyList<MetricsLog> kit, IReadOnlyList<MetricsLog> official, int colour)
    {
        var band = Intervals.MeanCurve([.. kit.Select(log => log[metric])], new Random(BandSeed));
        return
        [
            Series.Of($"{name}, kit", kit[0][MetricsLog.Epoch], band.Select(point => point.Estimate))
                .WithBand(band.Select(point => point.Lower), band.Select(point => point.Upper)).WithColor(colour),
            .. official.Select((log, seed) => Series.Of($"{name}, official {seed + 1}", log[MetricsLog.Epoch], log[metric])
                .WithStyle(LineStyle.Dot).WithColor(colour)),
        ];
    }
}
