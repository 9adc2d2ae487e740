using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Runs;
using VanishingGradients.Experiments.Studies;
using VanishingGradients.Experiments.Sweeps;

namespace VanishingGradients.Experiments.Claims.Measurements;

/// <summary>A measurement by the runs of a study.</summary>
/// <param name="id">Short name.</param>
/// <param name="study">The study at a scale.</param>
internal abstract class StudyMeasurement(string id, Func<Scale, Study> study) : ClaimMeasurement
{
    internal override string Id { get; } = id;

    internal override async Task<Measured> MeasureAsync(Scale scale, MeasurementContext context, CancellationToken cancellation)
    {
        var runs = study(scale);
        var folder = context.RunsOf(Id, scale);
        var results = await runs.RunAsync(folder, context.Launcher, context.Progress, cancellation, context.Pretrained).ConfigureAwait(false);
        if (results.Failures.FirstOrDefault(failure => failure.Status != RunStatus.Failed) is { } unfinished)
            throw new SweepException($"{unfinished.Run.Name} in {folder} has no results yet: {unfinished.Error}");
        RunEnvironment[] starts = [.. results.SelectMany(result => result.Folder.Environments)];
        var measured = Measured.Of(
            scale, isMeaningful: scale != Scale.Smoke, Values(results), runs.Seeds.Count, results.Sum(result => result.Folder.Seconds), starts);
        return measured with { Failures = [.. results.Failures.Select(failure => $"{failure.Run.Name}: {failure.Error}")] };
    }

    protected abstract IReadOnlyDictionary<string, ConfidenceInterval> Values(StudyResults results);

    /// <summary>The share of the gain to be had that a run reached: (reward at its end − reward after pretraining) / (1 − reward after
    /// pretraining), 1 being the best reward.</summary>
    protected static double Gain(StudyResult result, string group)
    {
        var start = result.Result.Stages[0].Evaluation[$"reward_{group}"];
        return (result.Final($"reward_{group}") - start) / (1 - start);
    }
}
