using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Analysis;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>A run of a sweep as it is now.</summary>
internal sealed record SweepRow(SweepRun Run, RunStatus Status, string? Task, RunResult? Result, double Seconds)
{
    internal static SweepRow Load(Sweep sweep, SweepRun run)
    {
        var status = sweep.StatusOf(run);
        if (status != RunStatus.Finished)
            return new(run, status, null, null, double.NaN);
        var folder = RunFolder.Open(sweep.FolderOf(run));
        return new(run, status, folder.Options.TaskName, folder.Result, folder.Seconds);
    }

    internal static DataFrame Table(IReadOnlyList<SweepRow> rows) => new(
    [
        new StringDataFrameColumn("run", rows.Select(row => row.Run.Name)),
        new StringDataFrameColumn("configuration", rows.Select(row => row.Run.Configuration)),
        new Int64DataFrameColumn("seed", rows.Select(row => row.Run.Seed)),
        new StringDataFrameColumn("status", rows.Select(row => row.Status.ToString().ToLowerInvariant())),
        new DoubleDataFrameColumn("seconds", rows.Select(row => row.Seconds)),
        .. Columns(rows.Select(row => row.Run.Varying)).Select(column => Option(column.Name, column.Values)),
        .. Columns(rows.Select(Metrics)).Select(column =>
            new DoubleDataFrameColumn(column.Name, column.Values.Select(value => value ?? double.NaN))),
    ]);

    /// <summary>The columns of rows that need not have the same names, in the order of their first appearance.</summary>
    private static IEnumerable<(string Name, T?[] Values)> Columns<T>(IEnumerable<IReadOnlyDictionary<string, T>> rows)
    {
        var all = rows.ToArray();
        return all.SelectMany(row => row.Keys).Distinct().Select(name => (name, all.Select(row => row.GetValueOrDefault(name)).ToArray()));
    }

    private static Dictionary<string, double?> Metrics(SweepRow row) => new(
        from stage in row.Result?.Stages ?? []
        from metric in stage.Metrics.Select(metric => ($"{stage.Name}.{metric.Key}", metric.Value))
            .Concat(stage.Evaluation.Select(metric => ($"{stage.Name}.evaluation.{metric.Key}", metric.Value)))
        select KeyValuePair.Create(metric.Item1, (double?)metric.Value));

    private static DataFrameColumn Option(string name, JsonNode?[] values) =>
        values.All(value => value is null || value.GetValueKind() == JsonValueKind.Number)
            ? new DoubleDataFrameColumn(name, values.Select(value => value?.GetValue<double>() ?? double.NaN))
            : new StringDataFrameColumn(name, values.Select(Text));

    private static string Text(JsonNode? value) =>
        value is null ? "" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
