using Microsoft.Data.Analysis;
using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Sweeps;

/// <summary>The results of a sweep, as far as its runs are.</summary>
public sealed class SweepResults
{
    private readonly Dictionary<string, SweepRow> _finished;

    private SweepResults(Sweep sweep, Dictionary<string, SweepRow> finished, DataFrame table) =>
        (Sweep, _finished, Table) = (sweep, finished, table);

    /// <summary>The sweep.</summary>
    public Sweep Sweep { get; }

    /// <summary>One row per run: run, configuration, seed, status, seconds (of all its starts), the options that vary, and
    /// for every stage the last row of its log (stage.metric) and the evaluation after it (stage.evaluation.metric). What a run does not
    /// have is NaN or an empty text.</summary>
    public DataFrame Table { get; }

    /// <summary>Reads what is there now.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <exception cref="SweepException">There is no sweep, or its list of runs is damaged.</exception>
    /// <exception cref="RunFileException">The result of a run is damaged.</exception>
    public static SweepResults Load(string folder)
    {
        var sweep = Sweep.Open(folder);
        var rows = sweep.Runs.Select(run => SweepRow.Load(sweep, run)).ToArray();
        var finished = rows.Where(row => row.Result is not null).ToDictionary(row => row.Run.Name);
        return new SweepResults(sweep, finished, SweepRow.Table(rows));
    }

    /// <summary>The metrics of a stage of a run, as far as they are saved.</summary>
    /// <param name="run">Name of the run.</param>
    /// <param name="stage">Name of the stage.</param>
    /// <exception cref="KeyNotFoundException">There is no such run.</exception>
    /// <exception cref="RunFileException">The stage has no metrics yet, or the file is damaged.</exception>
    public MetricsLog Log(string run, string stage)
    {
        var found = Sweep.Runs.FirstOrDefault(one => one.Name == run)
            ?? throw new KeyNotFoundException($"The sweep has no run '{run}'. It has: {string.Join(", ", Sweep.Runs.Select(one => one.Name))}.");
        return RunFolder.Open(Sweep.FolderOf(found)).Metrics(stage);
    }

    /// <summary>The last value of a metric in every finished run by method and task, for comparisons over environments: the method is the
    /// configuration, without the environment where its name begins with "environment-"; the task is the environment, and the runs are its
    /// seeds.</summary>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="metric">A column of its log.</param>
    /// <exception cref="KeyNotFoundException">A finished run has no such stage or metric.</exception>
    /// <exception cref="SweepException">Two configurations of an environment would be the same method.</exception>
    /// <exception cref="InsufficientSampleException">A method has fewer than two finished runs in an environment.</exception>
    /// <exception cref="ArgumentException">A value is NaN or infinite; the message names the environment.</exception>
    public IReadOnlyDictionary<string, TaskScores> Scores(string stage, string metric) =>
        MethodScores.Of(from run in Sweep.Runs where _finished.ContainsKey(run.Name) select (_finished[run.Name].Task!, run.Configuration, Score(run, stage, metric)));

    /// <summary>The mean curve of a metric over the finished seeds of a configuration.</summary>
    /// <param name="configuration">Name of the configuration.</param>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="metric">A column of its log.</param>
    /// <param name="random">The stream the resamples are drawn from; the same state gives the same band.</param>
    /// <param name="resamples">Number of resamples, at least 1.</param>
    /// <param name="level">Confidence level at each single epoch, in (0, 1).</param>
    /// <exception cref="InsufficientSampleException">Fewer than two seeds are finished.</exception>
    /// <exception cref="SweepException">The seeds were logged at different epochs.</exception>
    public MetricCurve Curve(
        string configuration, string stage, string metric, Random random, int resamples = 2000, double level = 0.95)
    {
        var logs = Sweep.Runs
            .Where(run => run.Configuration == configuration && _finished.ContainsKey(run.Name))
            .Select(run => Log(run.Name, stage))
            .ToArray();
        if (logs.Any(log => !log[MetricsLog.Epoch].SequenceEqual(logs[0][MetricsLog.Epoch])))
            throw new SweepException($"The runs of '{configuration}' logged stage '{stage}' at different epochs, so they have no mean curve.");
        var band = Intervals.MeanCurve([.. logs.Select(log => log[metric])], random, resamples, level);
        return new MetricCurve(logs[0][MetricsLog.Epoch], band);
    }

    private double Score(SweepRun run, string stage, string metric)
    {
        var metrics = _finished[run.Name].Result!.Stage(stage).Metrics;
        return metrics.TryGetValue(metric, out var value) ? value
            : throw new KeyNotFoundException($"Stage '{stage}' of run '{run.Name}' has no metric '{metric}'. It has: {string.Join(", ", metrics.Keys)}.");
    }
}
