using System.Collections;
using Microsoft.Data.Analysis;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Runs;

namespace VanishingGradients.Experiments.Studies;

/// <summary>The finished runs of a study.</summary>
/// <param name="results">In the order of the study.</param>
public sealed class StudyResults(IReadOnlyList<StudyResult> results) : IReadOnlyList<StudyResult>
{
    /// <inheritdoc />
    public int Count => results.Count;

    /// <inheritdoc />
    public StudyResult this[int index] => results[index];

    /// <summary>Names of the configurations, in the order of the study.</summary>
    public IReadOnlyList<string> Configurations { get; } = [.. results.Select(result => result.Run.Configuration).Distinct()];

    /// <summary>The results of a configuration, one per seed.</summary>
    /// <param name="configuration">One of <see cref="Configurations"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such configuration.</exception>
    public IReadOnlyList<StudyResult> this[string configuration] =>
        results.Where(result => result.Run.Configuration == configuration).ToArray() is { Length: > 0 } found
            ? found
            : throw new KeyNotFoundException($"There is no configuration '{configuration}'. There are: {string.Join(", ", Configurations)}.");

    /// <summary>Reads finished runs.</summary>
    /// <param name="runs">Runs and their folders.</param>
    /// <exception cref="RunFileException">A run has no result, or a file of it is damaged.</exception>
    public static StudyResults Read(IEnumerable<(StudyRun Run, string Folder)> runs) => new(
    [
        .. from entry in runs
           let folder = RunFolder.Open(entry.Folder)
           select new StudyResult(
               entry.Run, folder,
               folder.Result ?? throw new RunFileException(entry.Folder, "the run has no result yet. Execute it, or the whole study, again.")),
    ]);

    /// <summary>A value of a configuration over its seeds: the mean with its 95 % interval (Student's t), or without one for a single
    /// seed.</summary>
    /// <param name="configuration">One of <see cref="Configurations"/>.</param>
    /// <param name="value">The value of a run.</param>
    public ConfidenceInterval Mean(string configuration, Func<StudyResult, double> value)
    {
        double[] values = [.. this[configuration].Select(value)];
        var moments = RunningMoments.Of(values);
        return values.Length > 1 ? Intervals.Mean(moments) : new ConfidenceInterval(values[0], double.NaN, double.NaN, 0.95);
    }

    /// <summary>One row per run: name, environment, configuration, seed, the values that vary, and the evaluation after every stage and
    /// after the last, in columns such as "rft.reward_small_reward_std" and "final.reward". What a run lacks is null.</summary>
    public DataFrame ToDataFrame() => new(
    [
        Text("run", result => result.Run.Name),
        Text("environment", result => result.Run.Options.Environment),
        Text("configuration", result => result.Run.Configuration),
        Number("seed", result => result.Run.Options.Setting.Seed),
        .. Distinct(result => result.Run.Values.Keys).Select(Value),
        .. from stage in Distinct(result => result.Result.Stages.Select(stage => stage.Name))
           from metric in Distinct(result => result.Result.Stages[^1].Evaluation.Keys)
           select Number($"{stage}.{metric}", result => result.Result.Stages.FirstOrDefault(one => one.Name == stage)?.Evaluation[metric]),
        .. Distinct(result => result.Result.Stages[^1].Evaluation.Keys).Select(metric => Number($"final.{metric}", result => result.Final(metric))),
    ]);

    /// <inheritdoc />
    public IEnumerator<StudyResult> GetEnumerator() => results.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<string> Distinct(Func<StudyResult, IEnumerable<string>> names) => results.SelectMany(names).Distinct();

    private DataFrameColumn Value(string name)
    {
        object? Of(StudyResult result) => result.Run.Values.GetValueOrDefault(name);
        return results.All(result => Of(result) is null or double)
            ? Number(name, result => (double?)Of(result))
            : Text(name, result => Of(result)?.ToString());
    }

    private StringDataFrameColumn Text(string name, Func<StudyResult, string?> value) => new(name, results.Select(value));

    private DoubleDataFrameColumn Number(string name, Func<StudyResult, double?> value) => new(name, results.Select(value));
}
