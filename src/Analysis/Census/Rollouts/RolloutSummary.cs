using System.Globalization;
using System.Text;
using VanishingGradients.Analysis.Statistics;

namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>The text of a rollout report.</summary>
internal static class RolloutSummary
{
    public static string Of(RolloutReport report)
    {
        var (census, dead) = (report.Census, report.Dead);
        var unit = report.Steps.Count > 0 ? "prompt-step pairs" : "prompts";
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

        var completions = census.Completions.ToArray();
        Line($"Read {report.Rows} rows from {report.Files.Count} file(s): {census.Count} {unit}.");
        Line($"Completions of each: {completions.Min()} to {completions.Max()} (mean {completions.Average():0.0}).");
        if (report.Steps.Count > 0)
            Line($"Steps {report.Steps[0]} to {report.Steps[^1]}; a prompt at another step counts anew, since the policy has changed.");
        foreach (var columns in report.Columns)
            Line($"Columns: {columns}.");
        if (report.SkippedRows > 0)
            Line($"Left out {report.SkippedRows} malformed rows; the first: line {report.Malformed[0].Line}, {report.Malformed[0].Problem}.");
        if (dead.Unknown > 0)
            Line($"{dead.Unknown} {unit} have a single completion: their reward std is unknown and they are not counted below.");
        var declared = report.Options.Range is null ? "observed; declare it to be sure" : "declared";
        Line($"Reward range {census.Range} ({declared}); mean reward {census.RewardMeans.ToArray().Average():0.000}.");
        if (dead.Unknown == census.Count)
        {
            text.AppendLine("No reward std is known. Log several completions per prompt.");
            return text.ToString();
        }

        var rule = dead.Epsilon == 0 ? "all rewards the same" : string.Create(CultureInfo.InvariantCulture, $"reward std at most {dead.Epsilon}");
        Line($"Dead ({rule}): {dead.Count} of {dead.Inputs - dead.Unknown} ({dead.Share:P1}).");
        Line($"Of the dead, {dead.AllMinimum.Count} are at the lowest reward, {dead.AllMaximum.Count} at the highest, {dead.Flat.Count} flat between.");
        if (dead.Count > 0)
            Line($"They took {dead.CompletionShare:P1} of all completions.");
        Line($"10th percentile of the reward std: {census.StdPercentile(10):0.0000} ({(census.Ddof == Ddof.One ? "ddof 1" : "ddof 0")}).");
        var same = dead.Rows.Count(row => census.Flags[row].HasFlag(InputFlags.IdenticalCompletions));
        if (same > 0)
            Line($"{same} of the dead repeat one and the same completion: there the policy is near-deterministic, not only the reward flat.");
        if (census.Range.Width == 0)
            text.AppendLine(
                "Every reward in the files is the same, so failed and solved prompts cannot be told apart: declare the reward range.");
        foreach (var advice in VanishingAdvice.For(dead.AllMinimum.Count > 0, dead.AllMaximum.Count > 0, dead.Flat.Count > 0))
            text.AppendLine(advice);
        return text.ToString();
    }
}
