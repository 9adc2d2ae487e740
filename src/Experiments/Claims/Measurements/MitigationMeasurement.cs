using VanishingGradients.Analysis.Statistics;
using VanishingGradients.Experiments.Studies;
using VanishingGradients.Finetuning;

namespace VanishingGradients.Experiments.Claims.Measurements;

/// <summary>What each mitigation gains in the small reward-std group at the strength that gains most there, and what it gains in the large
/// group at that strength: none.small.gain, learning-rate.large.gain and so on.</summary>
/// <param name="id">Short name.</param>
/// <param name="study">The study at a scale.</param>
internal sealed class MitigationMeasurement(string id, Func<Scale, MitigationStudy> study) : StudyMeasurement(id, study)
{
    protected override IReadOnlyDictionary<string, ConfidenceInterval> Values(StudyResults results)
    {
        ConfidenceInterval Of(string configuration, string group) => results.Mean(configuration, result => Gain(result, group));
        var values = new Dictionary<string, ConfidenceInterval>();
        foreach (var mitigation in results.Configurations.GroupBy(configuration => (string)results[configuration][0].Run.Values["mitigation"]))
        {
            var best = mitigation.MaxBy(configuration => Of(configuration, StepMetrics.Small).Estimate)!;
            var name = mitigation.Key.Replace(' ', '-').ToLowerInvariant();
            values[$"{name}.small.gain"] = Of(best, StepMetrics.Small);
            values[$"{name}.large.gain"] = Of(best, StepMetrics.Large);
        }

        return values;
    }
}
