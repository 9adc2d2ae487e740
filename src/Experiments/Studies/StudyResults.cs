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

    internal StudyResults(IReadOnlyList<StudyResult> results, string pretrainedFolder, IReadOnlyList<StudyFailure>? failures = null)
    {
        (_results, PretrainedFolder, Failures) = (results, pretrainedFolder, failures ?? []);
        Configurations = [.. results.Select(result => result.Run.Configuration).Distinct()];
    }

    /// <inheritdoc />
    public int Count => _results.Count;

    /// <inheritdoc />
    public StudyResult this[int index] => _results[index];

    /// <summary>Folder of the pretrained policies that the runs share.</summary>
    public string PretrainedFolder { get; }

    /// <summary>The runs without results, in the order of the study: means are over the other seeds of their configurations.</summary>
    public IReadOnlyList<StudyFailure> Failures { get; }

    /// <summary>Names of the configurations with results, in the order of the study.</summary>
    public IReadOnlyList<string> Configurations { get; }

    /// <summary>The results of a configuration, one per seed.</summary>
    /// <param name="configuration">One of <see cref="Configurations"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such configuration, or no run of it has results.</exception>
    public IReadOnlyList<StudyResult> this[string configuration] =>
        _results.Where(result => result.Run.Configuration == configuration).ToArray() is { Length: > 0 } found
            ? found
            : throw new KeyNotFoundException(Failures.FirstOrDefault(failure => failure.Run.Configuration == configuration) is { } failure
                ? $"No run of configuration '{configuration}' has results. {failure.Run.Name}: {failure.Error}"
                : $"There is no configuration '{configuration}'. There are: {string.Join(", ", Configurations)}.");

    /// <summary>Reads the results of a study, as far as its runs are.</summary>
    /// <param name="study">The study.</param>
    /// <param name="sweep">Its sweep.</param>
    /// <exception cref="SweepException">No run has results; the message says why.</exception>
    /// <exception cref="RunFileException">A file of a run is damaged.</exception>
    public static StudyResults Read(Study study, Sweep sweep) => Read(study, sweep, report: null);

    internal static StudyResults Read(Study study, Sweep sweep, SweepReport? report)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(sweep);
        var runs = sweep.Runs.ToDictionary(run => run.Name);
        var errors = (report?.Failures ?? []).ToDictionary(failure => failure.Run, failure => failure.Error);
        var (results, failures) = (new List<StudyResult>(), new List<StudyFailure>());
        foreach (var run in study.Runs)
        {
            var folder = RunFolder.Open(sweep.FolderOf(runs[run.Name]));
            if (folder.Result is { } result)
                results.Add(new StudyResult(run, folder, result));
            else if ((errors.GetValueOrDefault(run.Name) ?? RunFiles.ErrorText(folder.Path)) is { } error)
                failures.Add(new StudyFailure(run, RunStatus.Failed, error));
            else
                failures.Add(new StudyFailure(run, sweep.StatusOf(runs[run.Name]), "unfinished; run the study again to go on"));
        }

        return results.Count > 0 ? new StudyResults(results, sweep.PretrainedFolder, failures) : throw new SweepException(
            $"No run of study '{study.Name}' in {sweep.Folder} has results.\n" + string.Join('\n', failures.Select(failure => $"{failure.Run.Name}: {failure.Error}")));
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

    /// <summary>A value of every run by method and task, for comparisons over environments: the method is the configuration without the environment
    /// in front of its name, the task is the environment, and the runs are its seeds.</summary>
    /// <param name="value">The value of a run.</param>
    /// <exception cref="InsufficientSampleException">A method has fewer than two finished runs in an environment.</exception>
    /// <exception cref="ArgumentException">A value is NaN or infinite; the message names the environment.</exception>
    public IReadOnlyDictionary<string, TaskScores> Scores(Func<StudyResult, double> value) =>
        MethodScores.Of(_results.Select(result => (result.Run.Options.Environment, result.Run.Configuration, value(result))));

    /// <summary>One row per run: name, environment, configuration, seed, the values that vary, and the evaluation after every stage and
    /// after the last, in columns such as "rft.reward_small_reward_std" and "final.reward". What a run lacks is null. Where runs have no results
    /// their rows come last, with the reason in the column "error".</summary>
    public DataFrame ToDataFrame()
    {
        Row[] rows = [.. _results.Select(result => new Row(result.Run, result, null)), .. Failures.Select(failure => new Row(failure.Run, null, failure.Error))];
        string[] metrics = [.. _results.SelectMany(result => result.Result.Stages[^1].Evaluation.Keys).Distinct()];
        return new DataFrame(
        [
            Text("run", row => row.Run.Name),
            Text("environment", row => row.Run.Options.Environment),
            Text("configuration", row => row.Run.Configuration),
            Number("seed", row => row.Run.Options.Setting.Seed),
            .. rows.SelectMany(row => row.Run.Values.Keys).Distinct().Select(Value),
            .. from stage in _results.SelectMany(result => result.Result.Stages.Select(stage => stage.Name)).Distinct()
               from metric in metrics
               select Number($"{stage}.{metric}", row => row.Result?.Result.Stages.FirstOrDefault(one => one.Name == stage)?.Evaluation[metric]),
            .. metrics.Select(metric => Number($"final.{metric}", row => row.Result?.Final(metric))),
            .. Failures.Count > 0 ? [Text("error", row => row.Error)] : Array.Empty<DataFrameColumn>(),
        ]);

        DataFrameColumn Value(string name)
        {
            object? Of(Row row) => row.Run.Values.GetValueOrDefault(name);
            return rows.All(row => Of(row) is null or double) ? Number(name, row => (double?)Of(row)) : Text(name, row => Of(row)?.ToString());
        }

        StringDataFrameColumn Text(string name, Func<Row, string?> value) => new(name, rows.Select(value));
        DoubleDataFrameColumn Number(string name, Func<Row, double?> value) => new(name, rows.Select(value));
    }

    /// <inheritdoc />
    public IEnumerator<StudyResult> GetEnumerator() => _results.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed record Row(StudyRun Run, StudyResult? Result, string? Error);
}
