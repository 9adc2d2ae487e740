using System.Globalization;
using VanishingGradients.Rewards;

namespace VanishingGradients.Analysis.Census.Rollouts;

/// <summary>An input census from the rollouts that any training run has logged: prompt, completion and reward, no model needed.</summary>
/// <remarks>
/// <para>Reads JSON Lines, CSV (both also gzipped) and Parquet, a file or a folder of files, with the column names of:</para>
/// <list type="bullet">
/// <item>TRL (GRPO and RLOO trainers, log_completions): completions/completions_*.parquet with step, prompt, completion, one column per
/// reward function, advantage; up to 0.15 a single reward column.</item>
/// <item>verl (rollout_data_dir, validation_data_dir): one JSON Lines file per step with input, output, gts, score, step and what the
/// reward function adds.</item>
/// <item>OpenRLHF (batch inference with a reward model): JSON Lines with input, output, reward.</item>
/// </list>
/// <para>
/// Rows may come in any order. An input is a prompt, told by the SHA-256 of its full text (the id in the census: the hash of its UTF-8
/// bytes); a chat prompt, a list of messages, counts as its JSON with sorted members. When there is a step column, a prompt at another
/// step is another input. A row may hold a list of rewards: one completion each. True and false count as 1 and 0.
/// </para>
/// </remarks>
public static class RolloutCensus
{
    private const int ReportedRows = 100;

    /// <summary>Reads rollouts into a census, in memory that grows with the number of distinct inputs only.</summary>
    /// <param name="path">A file or a folder. Of a Parquet file one row group is held at a time.</param>
    /// <param name="options">Columns, range, ε; by default everything is found by name.</param>
    /// <exception cref="RolloutFormatException">
    /// No rows, unknown columns, a damaged file, a row that cannot be read (unless <see cref="RolloutCensusOptions.SkipMalformed"/>), or
    /// a reward outside the declared range.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    public static RolloutReport Read(string path, RolloutCensusOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new();
        var files = RolloutFiles.Find(path);
        var collector = new RolloutCollector(options);
        List<MalformedRollout> malformed = [];
        List<string> layouts = [];
        var (rows, skipped) = (0L, 0L);
        foreach (var file in files)
        {
            RolloutColumns? columns = null;
            foreach (var record in RolloutFiles.Read(file))
            {
                rows++;
                if (record.Problem is null && columns is null)
                {
                    columns = RolloutColumns.Detect(file, record, options);
                    if (!layouts.Contains(columns.ToString()))
                        layouts.Add(columns.ToString());
                }

                // A line that cannot be taken apart never gets as far as its columns.
                var row = RolloutRow.Parse(record, columns ?? new(null, null, [], null, null), out var problem, out var value);
                if (row is not null)
                {
                    RequireRange(file, record.Line, row, options.Range);
                    collector.Add(row);
                    continue;
                }

                var bad = new MalformedRollout(file, record.Line, problem!, Shorten(value));
                if (!options.SkipMalformed)
                    throw new RolloutFormatException(
                        bad, $"Repair the row, or set {nameof(options.SkipMalformed)} to count and leave out such rows.");
                skipped++;
                if (malformed.Count < ReportedRows)
                    malformed.Add(bad);
            }
        }

        if (rows == 0)
            throw new RolloutFormatException(path, "there are no rows in it.");
        return collector.Completions > 0
            ? collector.ToReport(files, layouts, rows, skipped, malformed)
            : throw new RolloutFormatException(
                path, $"none of its {rows} rows can be read; the first: line {malformed[0].Line}, {malformed[0].Problem}.");
    }

    private static void RequireRange(string file, long line, RolloutRow row, RewardRange? declared)
    {
        if (declared is { } range && Array.FindIndex(row.Rewards, reward => !range.Contains(reward)) is >= 0 and var index)
        {
            throw new RolloutFormatException(
                new(file, line, $"the reward lies outside the declared range {range}", Shorten(row.Rewards[index])), "Declare the range of the reward function.");
        }
    }

    private static string? Shorten(object? value)
    {
        var text = value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
        return text is { Length: > 80 } ? text[..80] + "…" : text;
    }
}
