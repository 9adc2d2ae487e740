using System.Collections;
using Microsoft.Data.Analysis;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Sweeps;

namespace VanishingGradients.Experiments.Studies;

/// <summary>The finished runs of a study.</summary>
public sealed class StudyResults : IReadOnlyList<StudyResult>
{
    private readonly IReadOnlyList<StudyResult> _results;

    internal StudyResults(IReadOnlyList<StudyResult> results)
    {
        _results = results;
        Configurations = [.. results.Select(result => result.Run.Configuration).Distinct()];
    }

    /// <inheritdoc />
    public int Count => _results.Count;

    /// <inheritdoc />
    public StudyResult this[int index] => _results[index];

    /// <summary>Names of the configurations, in the order of the study.</summary>
    public IReadOnlyList<string> Configurations { get; }

    /// <summary>The results of a configuration, one per seed.</summary>
    /// <param name="configuration">One of <see cref="Configurations"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such configuration.</exception>
    public IReadOnlyList<StudyResult> this[string configuration] =>
        _results.Where(result => result.Run.Configuration == configuration).ToArray() is { Length: > 0 } found
            ? found
            : throw new KeyNotFoundException($"There is no configuration '{configuration}'. There are: {string.Join(", ", Configurations)}.");

    /// <summary>Reads the results of a study whose sweep is finished.</summary>
    /// <param name="study">The study.</param>
    /// <param name="sweep">Its sweep.</param>
    /// <exception cref="RunFileException">A run has no result, or a file of it is damaged.</exception>
    public static StudyResults Read(Study study, Sweep sweep)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(sweep);
        var folders = sweep.Runs.ToDictionary(run => run.Name, sweep.FolderOf);
        return new StudyResults(
        [
            .. from run in study.Runs
               let folder = RunFolder.Open(folders[run.Name])
               select new StudyResult(
                   run, folder, folder.Result ?? throw new RunFileException(folder.Path, "the run has no result yet. Run the study again.")),
        ]);
    }

    /// <summary>A value of a configuration over its seeds: the mean with its 95 % interval (Student's t); with a single seed the interval
    /// is NaN.</summary>
    /// <param name="configuration">One of <see cref="Configurations"/>.</param>
    /// <param name="value">The value of a run.</param>
    public ConfidenceInterval Mean(string configuration, Func<StudyResult, double> value) => SeedMean.Of([.. this[configuration].Select(value)]);

    /// <summary>How much larger a value is in one configuration than in another: the mean of the differences between runs of the same seed, which
    /// share pretraining and task, with its 95 % interval (Student's t); with a single seed the interval is NaN.</summary>
    /// <param name="configuration">One of <see cref="Configurations"/>.</param>
    /// <param name="other">The one whose value is subtracted.</param>
    /// <param name="value">The value of a run.</param>
    public ConfidenceInterval MeanDifference(string configuration, string other, Func<StudyResult, double> value) => SeedMean.Of(
    [
        .. this[configuration].Join(
            this[other], result => result.Run.Options.Setting.Seed, result => result.Run.Options.Setting.Seed,
            (one, subtracted) => value(one) - value(subtracted)),
    ]);

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
    public IEnumerator<StudyResult> GetEnumerator() => _results.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<string> Distinct(Func<StudyResult, IEnumerable<string>> names) => _results.SelectMany(names).Distinct();

    private DataFrameColumn Value(string name)
    {
        object? Of(StudyResult result) => result.Run.Values.GetValueOrDefault(name);
        return _results.All(result => Of(result) is null or double)
            ? Number(name, result => (double?)Of(result))
            : Text(name, result => Of(result)?.ToString());
    }

    private StringDataFrameColumn Text(string name, Func<StudyResult, string?> value) => new(name, _results.Select(value));

    private DoubleDataFrameColumn Number(string name, Func<StudyResult, double?> value) => new(name, _results.Select(value));
}
