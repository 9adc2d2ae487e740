using System.Globalization;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>Where a launch stands.</summary>
/// <param name="Total">Runs in the sweep.</param>
/// <param name="Finished">Runs with results, those of earlier launches included.</param>
/// <param name="Failed">Runs that failed in this launch.</param>
/// <param name="Running">Runs at work.</param>
/// <param name="Elapsed">Wall-clock time since the launch.</param>
/// <param name="Remaining">Estimated time left, at the rate of this launch; null before its first run has ended.</param>
public sealed record SweepProgress(int Total, int Finished, int Failed, int Running, TimeSpan Elapsed, TimeSpan? Remaining)
{
    /// <summary>The time left if the open runs take as long as those that ended in this launch took.</summary>
    internal static SweepProgress Of(int total, int finished, int failed, int running, int ended, TimeSpan elapsed) =>
        new(total, finished, failed, running, elapsed, ended == 0 ? null : elapsed * (total - finished - failed) / ended);

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
