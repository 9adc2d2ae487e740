using System.Globalization;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Where a launch stands.</summary>
/// <param name="Total">Runs in the sweep.</param>
/// <param name="Finished">Runs with results, those of earlier launches included.</param>
/// <param name="Failed">Runs that failed in this launch.</param>
/// <param name="Running">Runs at work.</param>
/// <param name="Elapsed">Wall-clock time since the launch.</param>
/// <param name="Remaining">Estimated time left: at the rate of this launch, and before its first run has ended from what the runs at work tell;
/// null where they tell nothing yet.</param>
public sealed record SweepProgress(int Total, int Finished, int Failed, int Running, TimeSpan Elapsed, TimeSpan? Remaining)
{
    /// <summary>The runs at work, as far as they tell; those on a cluster do not.</summary>
    public IReadOnlyList<RunAtWork> AtWork { get; init; } = [];

    /// <summary>The time left if the open runs take as long as those that ended in this launch took, or as those at work will.</summary>
    internal static SweepProgress Of(
        int total, int finished, int failed, int running, int ended, TimeSpan elapsed, IReadOnlyList<RunAtWork>? atWork = null)
    {
        var open = total - finished - failed;
        var left = ended == 0 ? Estimate(open, atWork ?? []) : elapsed * open / ended;
        return new(total, finished, failed, running, elapsed, left) { AtWork = atWork ?? [] };
    }

    private static TimeSpan? Estimate(int open, IReadOnlyList<RunAtWork> atWork)
    {
        var runs = atWork.Select(run => run.Estimate()).OfType<(TimeSpan Whole, TimeSpan Left)>().ToArray();
        return runs.Length == 0
            ? null
            : TimeSpan.FromSeconds((runs.Sum(run => run.Left.TotalSeconds)
                + Math.Max(0, open - runs.Length) * runs.Average(run => run.Whole.TotalSeconds)) / runs.Length);
    }

    /// <summary>One line of text.</summary>
    public override string ToString()
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{Finished}/{Total} runs finished, {Failed} failed, {Running} running, {Duration(Elapsed)} elapsed");
        return Remaining is { } left ? $"{line}, about {Duration(left)} left" : line;
    }

    private static string Duration(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time:mm\\:ss}");
}
