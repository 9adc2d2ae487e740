using System.Globalization;
using System.Text;
using VanishingGradients.Analysis.Census;

namespace VanishingGradients.Analysis.Monitor;

/// <summary>Turns the latest observations of a monitor into a verdict.</summary>
internal static class Diagnoser
{
    public static Diagnosis Diagnose(VanishingGradientMonitor monitor, IReadOnlyList<double>? supervisedRewards)
    {
        var options = monitor.Options;
        MonitorObservation[] latest = [.. monitor.History.TakeLast(options.Window).Where(seen => seen.Inputs > 0)];
        if (latest.Length == 0)
            return new(TrainingVerdict.NoData, [],
                "No reward std was observed yet. Sample several completions per input and call Observe at every step.");

        var failed = latest.Average(seen => seen.AllMinimumShare);
        var solved = latest.Average(seen => seen.AllMaximumShare);
        var flat = latest.Average(seen => seen.FlatShare);
        var vanishing = failed + solved + flat;
        var mean = latest.Average(seen => seen.RewardMean);
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

        Line($"Over the last {latest.Length} observations, to step {latest[^1].Step}, the mean reward is {mean:0.000} of at most {options.Range.Maximum}.");
        Line($"{vanishing:P0} of inputs give nearly identical rewards (std at most {options.Epsilon}): their policy gradient is zero or nearly so.");
        Line($"By reward: {failed:P0} of inputs at the lowest, {solved:P0} at the highest, {flat:P0} flat between.");
        var signatures = new List<FailureSignature>();
        if (IsSlow(monitor, mean, out var pace))
        {
            signatures.Add(FailureSignature.SlowConvergence);
            Line($"Slow convergence far from the optimum: {pace}.");
        }

        if (monitor.StdAndImprovement() is { } correlation && correlation.Estimate >= options.Correlation && correlation.Lower > 0)
        {
            signatures.Add(FailureSignature.StdPredictsImprovement);
            Line($"Inputs that started with a small reward std improve less: Pearson correlation {correlation}.");
            text.AppendLine("Values near 0.5 under RFT and near 0.1 under SFT have been reported.");
        }

        if (supervisedRewards is { Count: > 0 })
        {
            var lead = supervisedRewards.TakeLast(options.Window).Average() - mean;
            if (lead >= options.SupervisedLead * options.Range.Width)
            {
                signatures.Add(FailureSignature.BehindSupervised);
                Line($"A supervised run on the same inputs is ahead by {lead:0.000} in mean reward: they can be learnt, the reward gradient is missing.");
            }
        }

        signatures.Sort();
        var stuck = failed + flat;
        var verdict = vanishing >= options.AlarmShare
            ? stuck >= options.AlarmShare / 2 ? TrainingVerdict.Dead : TrainingVerdict.Solved
            : signatures.Count > 0 ? TrainingVerdict.Suspect : TrainingVerdict.Healthy;
        text.AppendLine(verdict switch
        {
            TrainingVerdict.Dead => "This run looks dead.",
            TrainingVerdict.Solved => "This run is all but finished: what still vanishes is solved.",
            TrainingVerdict.Suspect => "This run still learns, but shows signs of vanishing gradients.",
            _ => "This run looks healthy.",
        });
        foreach (var advice in VanishingAdvice.For(failed > 0, solved > 0, flat > 0))
            text.AppendLine(advice);
        return new(verdict, signatures, text.ToString());
    }

    private static bool IsSlow(VanishingGradientMonitor monitor, double mean, out string pace)
    {
        var options = monitor.Options;
        var history = monitor.History;
        var gap = options.Range.Maximum - mean;
        pace = "";
        // A slope from less than a full window is mostly noise.
        if (history.Count < options.Window || gap <= options.FarFromOptimum * options.Range.Width)
            return false;
        var window = history.Skip(history.Count - options.Window).ToArray();
        var slope = MathNet.Numerics.LinearRegression.SimpleRegression.Fit(
            [.. window.Select(seen => (double)seen.Step)], [.. window.Select(seen => seen.RewardMean)]).B;
        var taken = history[^1].Step - history[0].Step;
        var left = options.PlannedSteps is { } planned ? planned - history[^1].Step : 10 * taken;
        var needed = slope > 0 ? gap / slope : double.PositiveInfinity;
        pace = double.IsInfinity(needed)
            ? "the mean reward does not rise"
            : string.Create(CultureInfo.InvariantCulture, $"at the present pace another {needed:0} steps are needed, and {left} are left");
        return needed > left;
    }
}
