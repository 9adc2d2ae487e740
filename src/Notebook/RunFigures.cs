using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Notebook;

/// <summary>Figures of finetuning runs, read from their logs.</summary>
public static class RunFigures
{
    private static readonly (string Metric, string Title, bool Log)[] Panels =
    [
        ("reward", "Expected reward", false),
        ("train_accuracy", "Accuracy", false),
        ("avg_reward_std", "Reward std", false),
        ("normalized_grad_norm", "Gradient norm / parameter norm", true),
    ];

    /// <summary>Reward, accuracy, reward std and gradient norm over the epochs, for both reward-std groups of every run: one colour per
    /// run, full lines for the small group and dashed ones for the large.</summary>
    /// <param name="runs">Name and log of each run.</param>
    public static Figure GroupCurves(params (string Name, MetricsLog Log)[] runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Figure.Grid(2, [.. Panels.Select(panel => Figure
            .Lines([.. runs.SelectMany((run, colour) => Curves(run.Name, run.Log, panel.Metric, colour))])
            .WithTitle(panel.Title)
            .WithX("epoch")
            .WithY(log: panel.Log))]).WithSize(760, 700);
    }

    /// <summary>One metric of one group in several runs, for comparing runs that should agree.</summary>
    /// <param name="metric">Column without the group's suffix, for example "reward".</param>
    /// <param name="group"><see cref="StepMetrics.Small"/> or <see cref="StepMetrics.Large"/>.</param>
    /// <param name="runs">Name and log of each run, and whether it is a reference, which is drawn dotted.</param>
    public static Figure Compare(string metric, string group, params (string Name, MetricsLog Log, bool IsReference)[] runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Figure.Lines([.. runs.Select(run => Series
            .Of(run.Name, run.Log[MetricsLog.Epoch], run.Log[$"{metric}_{group}"])
            .WithStyle(run.IsReference ? LineStyle.Dot : LineStyle.Solid))]).WithX("epoch");
    }

    /// <summary>Performance profiles of several methods on the same tasks: over the score, the share of runs that score above it, averaged over tasks,
    /// with a bootstrap band. A curve above another is better.</summary>
    /// <param name="methods">Scores of each method by name, as <c>SweepResults.Scores</c> and <c>StudyResults.Scores</c> give them.</param>
    /// <param name="random">The stream the resamples are drawn from; the same state gives the same bands.</param>
    /// <param name="score">What the score is, for the axis.</param>
    /// <param name="thresholds">Number of scores along the axis, at least 2.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    public static Figure PerformanceProfiles(
        IReadOnlyDictionary<string, TaskScores> methods, Random random, string score = "score", int thresholds = 101, int resamples = 2000)
    {
        ArgumentNullException.ThrowIfNull(methods);
        ArgumentOutOfRangeException.ThrowIfLessThan(thresholds, 2);
        double[] all = [.. from method in methods.Values from task in Enumerable.Range(0, method.Tasks.Count) from one in method[task] select one];
        var (lowest, highest) = (all.Min(), all.Max());
        double[] axis = [.. Enumerable.Range(0, thresholds).Select(i => lowest + (highest - lowest) * i / (thresholds - 1))];
        return Figure.Lines([.. methods.Select(method => Profile(method.Key, method.Value.Profile(axis, random, resamples)))])
            .WithX(score).WithY("share of runs above");

        Series Profile(string name, IReadOnlyList<ConfidenceInterval> shares) => Series.Of(name, axis, shares.Select(share => share.Estimate))
            .WithBand(shares.Select(share => share.Lower), shares.Select(share => share.Upper));
    }

    private static IEnumerable<Series> Curves(string name, MetricsLog log, string metric, int colour) =>
    [
        Series.Of($"{name}, small reward std", log[MetricsLog.Epoch], log[$"{metric}_{StepMetrics.Small}"]).WithColor(colour),
        Series.Of($"{name}, large reward std", log[MetricsLog.Epoch], log[$"{metric}_{StepMetrics.Large}"]).WithColor(colour).WithStyle(LineStyle.Dash),
    ];
}
